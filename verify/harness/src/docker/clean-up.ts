import { dockerAvailable, isRunning } from '@slipway/testing'
import { docker } from './engine.ts'
import { removeStack } from './swarm.ts'

/** Removes what a killed test process left: its names begin with PREFIX, which contains its process id. */
export default async function cleanUp(): Promise<void> {
  if (!dockerAvailable) return
  const projects: { Name: string }[] = JSON.parse(
    await docker(['compose', 'ls', '--all', '--format', 'json']),
  )
  for (const name of projects.map(({ Name }) => Name).filter(isLeftBehind)) {
    const options = ['--volumes', '--timeout', '1', '--remove-orphans']
    await docker(['compose', '--project-name', name, 'down', ...options])
  }
  const stacks = await docker(['stack', 'ls', '--format', '{{.Name}}']).catch(() => '') // no Swarm, no stacks
  for (const name of stacks.split('\n').filter(isLeftBehind)) await removeStack(name)
  const containers = await leftBehind(['ps', '--all', '--format', '{{.Names}}'])
  if (containers.length > 0) await docker(['rm', '--force', '--volumes', ...containers])
  const images = await leftBehind(['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'])
  if (images.length > 0) await docker(['image', 'rm', '--force', ...images])
}

const leftBehind = async (list: string[]) => (await docker(list)).split('\n').filter(isLeftBehind)

/** Whether the process of a name has ended; what another run beside this one has made stays. */
function isLeftBehind(name: string): boolean {
  const pid = /slipway-test-(\d+)-/.exec(name)?.[1]
  return pid !== undefined && !isRunning(Number(pid))
}

import { dockerAnswers, isRunning } from '@slipway/testing'
import { docker } from './engine.ts'
import { removeStack } from './swarm.ts'

/** Removes what a test process that was killed left behind, found by the names that only they give. */
export default async function cleanUp(): Promise<void> {
  if (!dockerAnswers) return
  const projects = JSON.parse(await docker(['compose', 'ls', '--all', '--format', 'json'])) as {
    Name: string
  }[]
  for (const name of projects.map(({ Name }) => Name).filter(isLeftBehind)) {
    const options = ['--volumes', '--timeout', '1', '--remove-orphans']
    await docker(['compose', '--project-name', name, 'down', ...options])
  }
  const stacks = await docker(['stack', 'ls', '--format', '{{.Name}}']).catch(() => '') // no Swarm, no stacks
  for (const name of stacks.split('\n').filter(isLeftBehind)) await removeStack(name)
  const containers = (await docker(['ps', '--all', '--format', '{{.Names}}']))
    .split('\n')
    .filter(isLeftBehind)
  if (containers.length > 0) await docker(['rm', '--force', '--volumes', ...containers])
  const images = (await docker(['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'])).split('\n')
  const ours = images.filter(isLeftBehind)
  if (ours.length > 0) await docker(['image', 'rm', '--force', ...ours])
}

/** Whether the process that a name carries has ended; another run beside this one is left alone. */
function isLeftBehind(name: string): boolean {
  const pid = /slipway-test-(\d+)-/.exec(name)?.[1]
  return pid !== undefined && !isRunning(Number(pid))
}

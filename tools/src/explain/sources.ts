import { existsSync } from 'node:fs'
import { SERVICES } from '@slipway/services'
import { logFiles } from '../logs.ts'
import { run } from '../run.ts'
import { keepOutput } from './keep.ts'
import { linesOfFiles } from './read-lines.ts'
import type { ReadLines } from './select.ts'

/** Where logs are read from. */
export interface Source {
  /** For people. */
  name: string
  read: ReadLines
}

export const PLATFORMS = ['compose', 'swarm', 'kubernetes'] as const
export type Platform = (typeof PLATFORMS)[number]

const NAMES = SERVICES.map(({ name }) => name)
/** The Swarm stack and the Kubernetes namespace, as in docs/operations.md. */
const NAME = 'slipway'

/** What `npm start` has kept; undefined where it has not run here. */
export function plainNode(folder: string): Source | undefined {
  const files = logFiles(folder).filter((file) => existsSync(file))
  return files.length > 0 ? { name: `plain Node (${folder})`, read: () => linesOfFiles(files) } : undefined
}

/**
 * The logs of a platform; undefined where nothing of the system runs on it, or its command is missing.
 * @throws Error where they cannot be read.
 */
export async function sourceOf(platform: Platform, name = NAME): Promise<Source | undefined> {
  const commands = await COMMANDS[platform](name).catch(() => [])
  if (commands.length === 0) return undefined
  const files: string[] = []
  for (const command of commands) files.push(await keepOutput(command))
  return { name: `${platform[0]!.toUpperCase()}${platform.slice(1)}`, read: () => linesOfFiles(files) }
}

/** The commands that print the logs; none where there are none. */
const COMMANDS: Record<Platform, (name: string) => Promise<string[][]>> = {
  async compose() {
    const containers = await run('docker', ['compose', 'ps', '--all', '--quiet', ...NAMES])
    return containers ? [['docker', 'compose', 'logs', '--no-log-prefix', '--no-color', ...NAMES]] : []
  },
  async swarm(name) {
    const services = await run('docker', ['stack', 'services', '--format', '{{.Name}}', name])
    const ours = services.split('\n').filter((service) => NAMES.includes(service.replace(`${name}_`, '')))
    return (await Promise.all(ours.map(swarmCommands))).flat()
  },
  async kubernetes(name) {
    const selector = `--selector=app.kubernetes.io/name in (${NAMES.join(',')})`
    const columns =
      'jsonpath={range .items[*]}{.metadata.name} {.status.containerStatuses[0].restartCount}{"\\n"}{end}'
    const pods = await run('kubectl', ['--namespace', name, 'get', 'pods', selector, '--output', columns])
    return pods
      .split('\n')
      .filter(Boolean)
      .flatMap((line) => {
        const [pod, restarts] = line.split(' ') as [string, string]
        const logs = ['kubectl', '--namespace', name, 'logs', pod, '--tail=-1']
        return Number(restarts) > 0 ? [[...logs, '--previous'], logs] : [logs] // the container before this one
      })
  },
}

/**
 * Where all replicas were on this node, the logs of its containers: `docker service logs` now and then never ends
 * (https://github.com/moby/moby/issues/41733).
 */
async function swarmCommands(service: string): Promise<string[][]> {
  const lines = async (...args: string[]) => (await run('docker', args)).split('\n').filter(Boolean)
  const [here] = await lines('info', '--format', '{{.Name}}')
  const nodes = await lines('service', 'ps', '--format', '{{.Node}}', service)
  if (nodes.some((node) => node !== here)) return [['docker', 'service', 'logs', '--raw', service]]
  const filter = `label=com.docker.swarm.service.name=${service}`
  const containers = await lines('ps', '--all', '--quiet', '--filter', filter)
  return containers.map((container) => ['docker', 'logs', container])
}

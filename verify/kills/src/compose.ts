import { writeFileSync } from 'node:fs'
import { composeUp, docker } from '@slipway/harness/docker'
import type { Fault, Target } from './target.ts'

const CALLER = 'orders'
/** The network over which orders calls catalog (compose.yaml). */
const NETWORK = 'orders-catalog'

/** Starts the system with Docker Compose, as a project of its own. */
export async function startCompose(): Promise<Target> {
  const system = await composeUp()
  const names = (await system.compose('ps', '--format', '{{.Name}}')).split('\n').sort()
  const callers = names.filter((name) => name.startsWith(`${system.name}-${CALLER}-`))
  const network = `${system.name}_${NETWORK}`
  const each = (command: string[]) => async () => {
    await Promise.all(callers.map((name) => docker([...command, network, name])))
  }
  return {
    url: system.url,
    faults: [
      ...names.flatMap((name) => containerFaults(name, name.slice(system.name.length + 1))),
      {
        name: `cut ${CALLER} from catalog`,
        victims: callers.map((name) => name.slice(system.name.length + 1)),
        begin: each(['network', 'disconnect']),
        end: each(['network', 'connect']),
      },
    ],
    leftOut: ['full disk: only on SQLite; verify/containers has a full Redis'],
    restore: async () => [], // Docker restarts them (compose.yaml)
    writeLogs: async (file) => {
      writeFileSync(file, await system.compose('logs', '--no-color', '--no-log-prefix'))
    },
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
  }
}

function containerFaults(container: string, name: string): Fault[] {
  const command =
    (...args: string[]) =>
    async () =>
      void (await docker([...args, container]))
  return [
    { name: `kill ${name}`, victims: [name], begin: command('kill'), end: command('start') },
    {
      name: `pause ${name}`,
      victims: [name],
      begin: command('kill', '--signal', 'STOP'),
      end: command('kill', '--signal', 'CONT'),
    },
  ]
}

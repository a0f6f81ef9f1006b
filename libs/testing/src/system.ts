import { PUBLIC_SERVICES, SERVICES } from '@slipway/services'
import {
  address,
  freePorts,
  identityFolder,
  PORTS_NEEDED,
  type ServiceProcess,
  type ServiceSpec,
  type SystemOptions,
  startService,
  systemProcesses,
  userToken,
  writeCallerTokens,
  writeDemoTokens,
} from '@slipway/tools'
import { useToken } from './client.ts'
import { processGroups } from './process-groups.ts'
import { temporaryFolder } from './temporary-folder.ts'

const TOKEN_TTL = 6 * 3_600 // seconds

/** A system of a test's own, process by process: only the test restarts them. */
export interface TestSystem extends AsyncDisposable {
  url: string
  /** A list that every user may read, of the first of the services. */
  list: string
  /** All lines that its processes wrote, each after the name of its process. */
  lines: string[]
  process(name: string): ServiceProcess
  names: string[]
  /** With identity, the tokens of ada and bob, two customers, and of an operator, which `send` uses; else none. */
  tokens: Record<string, string>
  /** Starts a process that has ended, and waits until it is ready. */
  restart(name: string): Promise<void>
}

/**
 * Starts the whole system on free ports, with SQLite files of its own unless `stores` names others, and with identity if
 * that is asked for; `change` may alter the processes before they start.
 */
export async function startSystem(
  {
    identity = false,
    ...options
  }: Omit<SystemOptions, 'port' | 'data' | 'identity'> & { identity?: boolean } = {},
  change: (specs: ServiceSpec[]) => void = () => {},
): Promise<TestSystem> {
  const folder = temporaryFolder()
  const port = await freePorts(PORTS_NEEDED)
  const url = address({ port })
  const keys = identity ? identityFolder(folder.path) : undefined
  const specs = systemProcesses({ ...options, port, data: folder.path, identity: keys })
  const tokens = keys ? await makeTokens(keys, url) : {}
  change(specs)
  const lines: string[] = []
  const start = (spec: ServiceSpec) => {
    const started = startService(spec, (name, line) => lines.push(`${name} ${line}`))
    // One that is stopped (SIGSTOP) cannot notice that the test process has ended.
    processGroups.add(started.pid)
    void started.exited.then(() => processGroups.delete(started.pid))
    return started
  }
  const processes = new Map(specs.map((spec) => [spec.name, start(spec)]))
  const ready = async (one: ServiceProcess) => {
    if (!(await one.ready())) throw new Error(`${one.spec.name} did not start:\n${lines.join('\n')}`)
  }
  const stop = async () => {
    await Promise.all([...processes.values()].map((one) => one.running() && one.stop()))
    folder[Symbol.dispose]()
  }
  try {
    await Promise.all([...processes.values()].map(ready))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url,
    list: PUBLIC_SERVICES[0]!.path,
    lines,
    tokens,
    names: specs.map(({ name }) => name),
    process: (name) => processes.get(name)!,
    async restart(name) {
      const old = processes.get(name)!
      await old.exited
      const again = start(old.spec)
      processes.set(name, again)
      await ready(again)
    },
    [Symbol.asyncDispose]: stop,
  }
}

/** Signs what the processes and a test need, for longer than it takes. */
async function makeTokens(keys: string, url: string): Promise<Record<string, string>> {
  const names = { ada: 'customer', bob: 'customer', operator: 'operator' } as const
  await writeCallerTokens(keys, TOKEN_TTL, 0o600)
  await writeDemoTokens(keys, TOKEN_TTL)
  const tokens: Record<string, string> = {}
  for (const [name, role] of Object.entries(names))
    tokens[name] = await userToken(keys, name, role, TOKEN_TTL)
  useToken(url, tokens.operator!)
  return tokens
}

/** For `stores`: one Redis for every service that has a store. */
export const storesOn = (redisUrl: string): Record<string, string> =>
  Object.fromEntries(SERVICES.filter(({ store }) => store).map(({ name }) => [name, redisUrl]))

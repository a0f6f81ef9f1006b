import { STORED } from '@slipway/harness'
import { SERVICES } from '@slipway/services'
import {
  type Relay,
  startRelay,
  startSystem,
  storesOn,
  type TestRedis,
  type TestSystem,
  writeLogs,
} from '@slipway/testing'
import { fullDisk, fullDiskSkipped } from './full-disk.ts'
import type { Fault, Target } from './target.ts'

/** The calls that the network is cut for: they go through a relay for each instance of catalog. */
const CALLER = 'orders'
const CALLED = 'catalog'

/** Starts the system on plain Node, with SQLite files of its own unless there is a Redis to start. */
export async function startPlain(startRedis?: () => Promise<TestRedis>): Promise<Target> {
  await using stack = new AsyncDisposableStack()
  const redis = startRedis && stack.use(await startRedis())
  const relays: Relay[] = []
  const ports: number[] = []
  const { replicas } = SERVICES.find(({ name }) => name === CALLED)!
  for (let i = 0; i < replicas; i++) relays.push(stack.use(await startRelay(() => ({ port: ports[i]! }))))
  const options = redis ? { stores: storesOn(redis.url) } : {}
  const system = await startSystem(options, (specs) => {
    ports.push(...specs.filter(({ app }) => app === CALLED).map(({ port }) => port))
    const urls = relays.map(({ url }) => url).join(',')
    for (const { app, env } of specs) if (app === CALLER) env.CATALOG_URL = urls
  })
  stack.use(system)
  const disks = redis || fullDiskSkipped ? [] : STORED.map((app) => fullDisk(system, app))
  const owned = stack.move()
  const ended: string[] = []
  return {
    url: system.url,
    faults: [
      ...system.names.flatMap((name) => processFaults(system, name, ended)),
      ...(redis ? redisFaults(redis) : []),
      ...networkFaults(relays),
      ...disks,
    ],
    leftOut: redis
      ? ['full disk: only on SQLite; verify/containers has a full Redis']
      : [fullDiskSkipped].filter(Boolean),
    async restore() {
      const gone = system.names.filter((name) => !system.process(name).running())
      await Promise.all(gone.map((name) => restart(system, name, ended)))
      return [...ended, ...gone]
    },
    writeLogs: async (file) => writeLogs(system, file),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const STARTS = 3

/** Starts a process that has ended, again where it ends while it starts: then its name is added to `ended`. */
async function restart(system: TestSystem, name: string, ended: string[]): Promise<void> {
  for (let starts = 1; ; starts++) {
    try {
      return await system.restart(name)
    } catch (error) {
      if (system.process(name).running()) return // slow: the end of the run waits for it
      ended.push(name)
      if (starts === STARTS) throw error
    }
  }
}

const processFaults = (system: TestSystem, name: string, ended: string[]): Fault[] => [
  {
    name: `kill ${name}`,
    victims: [name],
    begin: async () => system.process(name).kill('SIGKILL'),
    end: () => restart(system, name, ended),
  },
  {
    name: `pause ${name}`,
    victims: [name],
    begin: async () => system.process(name).kill('SIGSTOP'),
    end: async () => system.process(name).kill('SIGCONT'),
  },
]

const redisFaults = (redis: TestRedis): Fault[] => [
  { name: 'kill redis', victims: ['redis'], begin: redis.kill, end: redis.restart },
  { name: 'pause redis', victims: ['redis'], begin: redis.pause, end: redis.resume },
]

const networkFaults = (relays: Relay[]): Fault[] => [
  {
    name: `cut ${CALLER} from ${CALLED}`,
    victims: ['network'],
    begin: async () => void (await Promise.all(relays.map((relay) => relay.close()))),
    end: async () => void (await Promise.all(relays.map((relay) => relay.open()))),
  },
  {
    // Requests arrive, on the connections of that moment; their responses do not.
    name: `lose responses of ${CALLED}`,
    victims: ['network'],
    begin: async () => {
      for (const relay of relays) relay.dropResponses()
    },
    end: async () => {},
  },
]

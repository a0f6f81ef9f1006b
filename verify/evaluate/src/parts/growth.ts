import { join } from 'node:path'
import {
  cpuByApp,
  loadSystem,
  rotated,
  round,
  type Summary,
  summarise,
  type Target,
  targetOf,
} from '@slipway/bench'
import { send, startRedisServer, startSystem, temporaryFolder } from '@slipway/testing'
import { fill, type StoreUrls, timeRecovery } from '../fill.ts'
import type { Options } from '../part.ts'
import { redisMissing } from '../stores.ts'

const FULL = {
  sizes: [1_000, 10_000, 100_000],
  rounds: 5,
  rate: 100,
  seconds: 3,
  lists: 60,
  recoveries: 40,
  due: 20,
}
const QUICK = { sizes: [50, 100], rounds: 1, rate: 20, seconds: 1, lists: 3, recoveries: 2, due: 3 }

export interface GrowthResult {
  store: 'SQLite' | 'Redis'
  /** Orders in store before the first round. */
  orders: number
  /** CPU of all processes for an order, in µs. */
  cpu: Summary
  /** The first page of the list of orders, through the gateway, in ms. */
  list: Summary
  /** To claim all orders that are due, in the store, in ms. */
  recovery: Summary
  /** The same figures, as multiples of those with the fewest orders, in the same rounds. */
  times: { cpu: Summary; list: Summary; recovery: number }
}
export interface GrowthReport {
  pace: typeof FULL
  results: GrowthResult[]
  skipped: string
}

/** What an order costs as data grows: systems with few and with many orders, measured in turns. */
export async function measureGrowth({ quick }: Options): Promise<GrowthReport> {
  const pace = quick ? QUICK : FULL
  const skipped = await redisMissing()
  const results = [...(await onSqlite(pace)), ...(skipped ? [] : await onRedis(pace))]
  return { pace, results, skipped }
}

interface Filled {
  orders: number
  urls: StoreUrls
  redis?: { pid: number }
}

async function onSqlite(pace: typeof FULL): Promise<GrowthResult[]> {
  using folder = temporaryFolder()
  const filled: Filled[] = pace.sizes.map((orders) => {
    const file = (name: string) => `sqlite:${join(folder.path, `${name}-${orders}.db`)}`
    return { orders, urls: { catalog: file('catalog'), orders: file('orders') } }
  })
  return await measureAll('SQLite', filled, pace)
}

async function onRedis(pace: typeof FULL): Promise<GrowthResult[]> {
  await using stack = new AsyncDisposableStack()
  const filled: Filled[] = []
  for (const orders of pace.sizes) {
    const redis = stack.use(await startRedisServer())
    filled.push({ orders, urls: { catalog: redis.url, orders: redis.url }, redis })
  }
  return await measureAll('Redis', filled, pace)
}

async function measureAll(
  store: GrowthResult['store'],
  filled: Filled[],
  pace: typeof FULL,
): Promise<GrowthResult[]> {
  for (const { urls, orders } of filled) await fill(urls, orders)
  const rounds = await measureSystems(filled, pace)
  const recovery: number[][] = []
  for (const { urls } of filled) recovery.push(await timeRecovery(urls.orders, pace.recoveries, pace.due))
  return filled.map(({ orders }, i) => {
    const [cpu, list] = (['cpu', 'list'] as const).map((name) => rounds[i]!.map((one) => one[name])) as [
      number[],
      number[],
    ]
    const ratios = (name: 'cpu' | 'list') =>
      rounds[i]!.map((one, number) => one[name] / rounds[0]![number]![name])
    const own = { cpu: summarise(cpu), list: summarise(list), recovery: summarise(recovery[i]!) }
    const times = {
      cpu: summarise(ratios('cpu')),
      list: summarise(ratios('list')),
      recovery: round(own.recovery.median / summarise(recovery[0]!).median),
    }
    console.log(`  ${store}, ${orders} orders: ${JSON.stringify(own)}`)
    return { store, orders, ...own, times }
  })
}

interface Round {
  cpu: number
  list: number
}

/** For each system its rounds. */
async function measureSystems(filled: Filled[], pace: typeof FULL): Promise<Round[][]> {
  await using stack = new AsyncDisposableStack()
  const targets: Target[] = []
  for (const { urls, redis } of filled) {
    const system = stack.use(await startSystem({ stores: { ...urls } }))
    targets.push(targetOf(system, redis))
  }
  for (const target of targets) await oneRound(target, pace) // Node compiles hot code
  const rounds: Round[][] = targets.map(() => [])
  for (let number = 0; number < pace.rounds; number++)
    for (const i of rotated([...targets.keys()], number)) rounds[i]!.push(await oneRound(targets[i]!, pace))
  return rounds
}

async function oneRound(target: Target, { rate, seconds, lists }: typeof FULL): Promise<Round> {
  const { usage } = await loadSystem(target, { rate, seconds, kinds: ['order'] })
  const times: number[] = []
  for (let i = 0; i < lists; i++) {
    const start = performance.now()
    const outcome = await send('GET', `${target.url}/api/orders?limit=20`)
    times.push(performance.now() - start)
    if (!('status' in outcome) || outcome.status !== 200)
      throw new Error(`GET /api/orders: ${JSON.stringify(outcome)}`)
  }
  return { cpu: cpuByApp(usage).all!, list: summarise(times).median }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { type Sample, startLoad } from '@slipway/e2e'
import { temporaryFolder } from '@slipway/testing'
import { describeMachine } from '../machine.ts'
import { FULL, QUICK } from '../paces.ts'
import { startRedisServer } from '../redis.ts'
import { percentile, round } from '../statistics.ts'
import { startSystem } from '../system.ts'
import { cpuTime } from '../usage.ts'

const BOUND = 250 // ms, for 99 of 100 orders
/** The load generator could not send them at their time, and drops what is late: the rate was another one. */
const NOT_SENT = 'not sent'
const TOLERATED = 0.02 // of a step's orders, which may not be sent

export interface Step {
  /** Orders a second, sent at their time whether the ones before are answered or not. */
  rate: number
  sent: number
  /** How many had each outcome: a status, the code of why there was none, or `not sent`. */
  outcomes: Record<string, number>
  /** From sending an order to the end of its answer, in ms. */
  p50: number
  p99: number
}

export interface OrdersResult {
  store: string
  steady: Step
  /** µs for each order at the steady rate: by kind of process, and in all. */
  cpu: Record<string, number>
  knee: { steps: Step[]; lastGoodRate: number }
}

/** Orders placed through the gateway, on the whole system as `npm start` runs it, on both stores. */
export async function measureOrders(quick: boolean) {
  const pace = quick ? QUICK.orders : FULL.orders
  const machine = describeMachine()
  const results: OrdersResult[] = []
  const skipped: { name: string; reason: string }[] = []
  {
    using folder = temporaryFolder()
    await using system = await startSystem({ data: folder.path })
    results.push(await onStore('SQLite', system, pace))
  }
  using folder = temporaryFolder()
  await using redis = await startRedisServer(folder.path)
  if (redis) {
    const urls = { catalogStore: `${redis.url}/0`, ordersStore: `${redis.url}/1` }
    await using system = await startSystem({ data: folder.path, ...urls })
    const processes = [...system.processes, { app: 'redis', pid: redis.pid }]
    results.push(await onStore('Redis', { url: system.url, processes }, pace))
  } else skipped.push({ name: 'Redis', reason: 'not installed: apt-get install redis-server' })
  return { machine, work: { ...pace, bound: BOUND }, results, skipped }
}
export type OrdersReport = Awaited<ReturnType<typeof measureOrders>>

async function onStore(store: string, system: Target, pace: typeof FULL.orders): Promise<OrdersResult> {
  await place(system, 4 * pace.rate, pace.seconds / 2) // Node compiles what is hot
  const { step: steady, cpu } = await place(system, pace.rate, pace.seconds)
  console.log(`  ${store}: ${describe(steady)}`)

  const steps: Step[] = []
  for (const rate of pace.rates) {
    let { step } = await place(system, rate, pace.stepSeconds)
    // Once more, in case the machine was busy with something else.
    if (!isGood(step)) step = (await place(system, rate, pace.stepSeconds)).step
    steps.push(step)
    console.log(`  ${store}: ${describe(step)}`)
    if (!isGood(step)) break
  }
  return { store, steady, cpu, knee: { steps, lastGoodRate: steps.filter(isGood).at(-1)?.rate ?? 0 } }
}

interface Target {
  url: string
  processes: { app: string; pid: number }[]
}

/** Places orders for a while; also what each kind of process, and all, took for each, in µs. */
async function place({ url, processes }: Target, rate: number, seconds: number) {
  const load = await startLoad(url, { rate, kinds: ['order'], watch: false })
  const before = processes.map(({ pid }) => cpuTime(pid))
  await sleep(seconds * 1_000)
  const samples = await load.stop()
  const cpu: Record<string, number> = { all: 0 }
  for (const [i, { app, pid }] of processes.entries()) {
    const each = (cpuTime(pid) - before[i]!) / samples.length
    cpu[app] = round((cpu[app] ?? 0) + each)
    cpu.all! += each
  }
  return {
    step: summariseStep(rate, seconds, samples),
    cpu: { ...cpu, all: round(cpu.all!) } as Record<string, number>,
  }
}

/** @throws where nothing was sent. */
export function summariseStep(rate: number, seconds: number, samples: Sample[]): Step {
  const outcomes: Record<string, number> = {}
  const notSent = Math.round(rate * seconds) - samples.length
  if (notSent > TOLERATED * rate * seconds) outcomes[NOT_SENT] = notSent
  for (const { outcome } of samples) {
    const key = 'status' in outcome ? String(outcome.status) : outcome.failed
    outcomes[key] = (outcomes[key] ?? 0) + 1
  }
  const times = samples.map(({ ms }) => ms)
  return { rate, sent: samples.length, outcomes, p50: percentile(times, 50), p99: percentile(times, 99) }
}

/** Every order sent at its time and confirmed (201), and 99 of 100 within the bound. */
export const isGood = ({ sent, outcomes, p99 }: Step) =>
  outcomes['201'] === sent && !outcomes[NOT_SENT] && p99 <= BOUND

const describe = ({ rate, sent, outcomes, p99 }: Step) =>
  `${sent} at ${rate}/s, p99 ${p99} ms, ${JSON.stringify(outcomes)}`

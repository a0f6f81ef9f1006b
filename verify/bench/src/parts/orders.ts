import { startRedisServer, startSystem, storesOn } from '@slipway/testing'
import { versionOf } from '../gateways/gateway.ts'
import { readMachine } from '../machine.ts'
import { FULL, QUICK } from '../paces.ts'
import { BOUND, climb, formatStep, isGood, type Step } from '../step.ts'
import { cpuByApp, loadSystem, type Target, targetOf } from '../system-load.ts'

export interface OrdersResult {
  store: string
  steady: Step
  /** µs for each order at the steady rate: by app, and in all. */
  cpu: Record<string, number>
  knee: { steps: Step[]; lastGoodRate: number }
}

/** Orders placed through the gateway, on the whole system as `npm start` runs it, on both stores. */
export async function measureOrders(quick: boolean) {
  const pace = quick ? QUICK.orders : FULL.orders
  const machine = readMachine()
  const results: OrdersResult[] = []
  const skipped: { name: string; reason: string }[] = []
  {
    await using system = await startSystem()
    results.push(await onStore('SQLite', targetOf(system), pace))
  }
  // Not one in a container: its CPU time is part of what an order costs.
  if (versionOf('redis-server', ['--version'])) {
    await using redis = await startRedisServer()
    await using system = await startSystem({ stores: storesOn(redis.url) })
    results.push(await onStore('Redis', targetOf(system, redis), pace))
  } else skipped.push({ name: 'Redis', reason: 'not installed: apt-get install redis-server' })
  return { machine, work: { ...pace, bound: BOUND }, results, skipped }
}
export type OrdersReport = Awaited<ReturnType<typeof measureOrders>>

async function onStore(store: string, system: Target, pace: typeof FULL.orders): Promise<OrdersResult> {
  const place = (rate: number, seconds: number) => loadSystem(system, { rate, seconds, kinds: ['order'] })
  await place(4 * pace.rate, pace.seconds / 2) // a warm-up: Node compiles hot code
  const { step: steady, usage } = await place(pace.rate, pace.seconds)
  const cpu = cpuByApp(usage)
  console.log(`  ${store}: ${formatStep(steady)}`)

  const steps = await climb(store, pace.rates, async (rate) => (await place(rate, pace.stepSeconds)).step)
  return { store, steady, cpu, knee: { steps, lastGoodRate: steps.filter(isGood).at(-1)?.rate ?? 0 } }
}

import { climb, isGood, loadSystem, type Step, type Target, type Usage } from '@slipway/bench'
import type { Kind } from '@slipway/harness'
import type { Options } from '../part.ts'
import { onStore, redisMissing, STORES, type StoreName } from '../stores.ts'

/** What clients do, in turn. */
export const WORK = {
  reads: ['read'],
  orders: ['order'],
  mix: ['read', 'read', 'read', 'read', 'order'],
} satisfies Record<string, Kind[]>
export type Work = keyof typeof WORK

const RATES = {
  reads: [100, 500, 1_000, 2_000, 3_000, 4_000, 5_000, 7_000, 10_000],
  orders: [50, 100, 200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 2_000, 2_500, 3_000, 4_000],
  mix: [100, 250, 500, 1_000, 1_500, 2_000, 2_500, 3_000, 4_000, 5_000, 7_000],
}
/**
 * Before each curve, with its own requests. Node compiles what has run often, so an order costs a third less after a few
 * thousand of them; and what is left of the overload that ended the curve before would count for the first step.
 */
const WARM_UP = { seconds: 12, rate: 400 }
const FULL = { seconds: 3, warmUp: WARM_UP, rates: RATES }
const QUICK = {
  seconds: 1,
  warmUp: { seconds: 1, rate: 50 },
  rates: { reads: [50], orders: [20], mix: [50] },
}

export type LoadStep = Step & { usage: Usage[] }
export interface Curve {
  store: StoreName
  work: Work
  /** The last one is the first that was not good, or the highest rate. */
  steps: LoadStep[]
}
export interface LoadReport {
  seconds: number
  curves: Curve[]
  skipped: string
}

/** Throughput against latency up to the knee. */
export async function measureLoad({ quick }: Options): Promise<LoadReport> {
  const pace = quick ? QUICK : FULL
  const skipped = await redisMissing()
  const curves: Curve[] = []
  for (const store of skipped ? (['SQLite'] as const) : STORES) {
    // What a second of durability costs is a question of writes.
    const works: Work[] = store === 'Redis, everysec' ? ['orders'] : ['reads', 'orders', 'mix']
    await onStore(store, async (target) => {
      for (const work of works) {
        await loadSystem(target, { ...pace.warmUp, kinds: WORK[work] })
        curves.push({ store, work, steps: await measureCurve(`${store}, ${work}`, target, work, pace) })
      }
    })
  }
  return { seconds: pace.seconds, curves, skipped }
}

async function measureCurve(title: string, target: Target, work: Work, { seconds, rates }: typeof FULL) {
  const run = async (rate: number): Promise<LoadStep> => {
    const { step, usage } = await loadSystem(target, { rate, seconds, kinds: WORK[work] })
    return { ...step, usage }
  }
  return climb(title, rates[work], run)
}

/** The last rate at which every request was served, and 99 of 100 in time; 0 where none was. */
export const kneeOf = ({ steps }: Curve) => steps.findLast(isGood)?.rate ?? 0

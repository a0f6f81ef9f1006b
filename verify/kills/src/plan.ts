import type { OrderLine } from '@slipway/contracts'
import { Random } from '@slipway/harness'
import { type FaultKind, type PlannedFault, planFaults } from './plan-faults.ts'

/** The products, all of them scarce. */
export const SKUS = Array.from({ length: 20 }, (_, i) => `p${i + 1}`)
/** Pieces of each in the beginning, and in each restock: about half of the orders can be confirmed. */
export const FIRST_STOCK = 30
const RESTOCK = 30
/** A restock for so many orders. */
const ORDERS_PER_RESTOCK = 20

const REPEATED = 0.1
const CANCELLED = 0.15
const LATER = 3_000 // ms, until which a request is repeated or an order is cancelled

/** What a client does from `at` on; all times in ms, `at` from the beginning of the load. */
export interface PlannedOrder {
  at: number
  client: number
  key: string
  lines: OrderLine[]
  /** The same request is sent once more so long after the first; 0: at the same time. */
  repeatAfter?: number
  /** The order is cancelled so long after the response that named it. */
  cancelAfter?: number
}

export interface PlannedRestock {
  at: number
  client: number
  key: string
  sku: string
  quantity: number
}

export interface Plan {
  seed: number
  seconds: number
  rate: number
  requests: (PlannedOrder | PlannedRestock)[]
  faults: PlannedFault[]
}

export interface PlanOptions {
  seed: number
  seconds: number
  /** Orders a second. */
  rate: number
  /** What can go wrong with the system. */
  kinds: FaultKind[]
}

/** All requests and faults of a run, which depend on the options alone. */
export function makePlan({ seed, seconds, rate, kinds }: PlanOptions): Plan {
  const random = new Random(seed)
  const requests = Array.from({ length: seconds * rate }, (_, i) => {
    const at = (i * 1_000) / rate
    const order = planOrder(random, `order-${seed}-${i}`, i, at)
    return i % ORDERS_PER_RESTOCK === 0 ? [order, planRestock(random, `restock-${seed}-${i}`, i, at)] : order
  }).flat()
  return { seed, seconds, rate, requests, faults: planFaults(new Random(seed), kinds, seconds) }
}

function planOrder(random: Random, key: string, client: number, at: number): PlannedOrder {
  const first = random.below(SKUS.length)
  const lines = Array.from({ length: 1 + random.below(3) }, (_, i) => ({
    sku: SKUS[(first + i * 7) % SKUS.length]!,
    quantity: 1 + random.below(2),
  }))
  const repeated = random.chance(REPEATED)
  const repeatAfter = random.chance(0.5) ? 0 : random.below(LATER)
  const cancelled = random.chance(CANCELLED)
  const cancelAfter = random.below(LATER)
  return { at, client, key, lines, ...(repeated && { repeatAfter }), ...(cancelled && { cancelAfter }) }
}

const planRestock = (random: Random, key: string, client: number, at: number): PlannedRestock => ({
  at,
  client,
  key,
  sku: random.pick(SKUS),
  quantity: RESTOCK,
})

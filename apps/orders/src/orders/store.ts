import type { OpenStatus, Order, OrderLine, OrderStatus, Slice } from '@slipway/contracts'
import type { OpenOrders } from '@slipway/observe'
import type { OpenLimits } from './open-limits.ts'

/** The order that the first request with a key created, and the fingerprint of that request. */
export interface IdempotencyRecord {
  fingerprint: string
  order: Order
}

/** An order can be repeated with its key for this long after it was settled. A rejected order ends with its key. */
export const KEY_LIFETIME = 24 * 60 * 60 * 1_000 // ms

/** The delay after the nth recovery attempt: 1 s, 2 s, 4 s, 4 s … Longer than an attempt takes. */
export const backoff = (attempts: number) => Math.min(4_000, 500 * 2 ** attempts) // ms

/** The delay after the nth attempt that failed for another reason than an outage: 2 s, 4 s, 8 s … 5 minutes. */
export const longBackoff = (failures: number) => Math.min(300_000, 1_000 * 2 ** failures) // ms

/** Whether an order waits for a response of catalog. The recovery index holds exactly these orders. */
export const isOpen = (status: OrderStatus): status is OpenStatus =>
  status === 'pending' || status === 'cancelling'

/** An order that failed this often, in half a minute, is stuck: it is logged as an error, somebody has to look at it. */
export const FAILURES_OF_STUCK_ORDER = 5

/** Which orders to list. */
export interface OrderSelection {
  /** Only those that come after this id, newest first. */
  before?: string
  /** Only open ones with this status. */
  status?: OpenStatus
  /** Only those that belong to this subject. */
  owner?: string
}

/** Stores orders. Every method is atomic; times are ms since the epoch. */
export interface OrderStore {
  /**
   * Writes a pending order with its idempotency record and its entry in the recovery index. If the key has a
   * record already, writes nothing and returns that record. Otherwise, if the owner's open orders would then exceed
   * the limits, writes nothing and returns undefined.
   */
  create(
    order: Order,
    key: string,
    fingerprint: string,
    dueAt: number,
    limits?: OpenLimits,
  ): Promise<IdempotencyRecord | undefined>
  get(id: string): Promise<Order | undefined>
  /** Lists up to `limit` orders, newest first. */
  list(limit: number, selection?: OrderSelection): Promise<Slice<Order>>
  /**
   * Replaces an order if its status is `from`. If the new status is open, the order is due for recovery at
   * `dueAt`; otherwise it leaves the recovery index and its key begins to expire. Returns the order now
   * stored, whether or not this call moved it; undefined if the id is unknown.
   */
  move(from: OrderStatus, order: Order, dueAt: number): Promise<Order | undefined>
  /**
   * Claims up to `limit` orders whose attempt is due and postpones their next one by `backoff`, so that no
   * two instances claim the same order at once.
   */
  claimDue(now: number, limit: number): Promise<Order[]>
  /**
   * Postpones the next attempt of an open order by `longBackoff`, after one that failed for another reason than an
   * outage. Returns how often this order has failed since its last move; 0 if it is not open.
   */
  postpone(id: string, now: number): Promise<number>
  /** Counts the open orders, for the metrics. The oldest pending order has the smallest id. */
  openOrders(): Promise<OpenOrders>
  /** Deletes idempotency records that have expired, and the rejected orders that they name. In small batches. */
  deleteExpiredKeys(now: number, signal?: AbortSignal): Promise<void>
  /**
   * Deletes settled orders that were created before `createdBefore` and whose keys have expired at `now`. Call
   * `deleteExpiredKeys` with the same time first. In small batches; aborting the signal ends both after one.
   */
  deleteOldOrders(createdBefore: number, now: number, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** Builds a new order, not stored yet. */
export function pendingOrder(id: string, owner: string, lines: OrderLine[], now: Date): Order {
  const time = now.toISOString()
  return { id, owner, status: 'pending', lines, createdAt: time, updatedAt: time }
}

import type { Order, OrderLine, OrderStatus, Slice } from '@slipway/contracts'

/** An idempotency key as it is kept: the order it led to, and what was asked. */
export interface HeldKey {
  fingerprint: string
  order: Order
}

/** A key can be repeated for this long after its order has settled. */
export const KEY_LIFETIME = 24 * 60 * 60 * 1_000 // ms

/** After the nth attempt of recovery, the next one waits this long: 1 s, 2 s, 4 s, 4 s … Longer than an attempt. */
export const backoff = (attempts: number) => Math.min(4_000, 500 * 2 ** attempts) // ms

/** Whether an order waits for catalog's answer. Such an order, and no other, is in the recovery index. */
export const isOpen = (status: OrderStatus) => status === 'pending' || status === 'cancelling'

/** What a store of orders promises. Every method is one atomic step; times are ms since the epoch. */
export interface OrderStore {
  /**
   * Writes a pending order with its key and its place in the recovery index. Where the key is held
   * already, writes nothing and answers with what holds it.
   */
  create(order: Order, key: string, fingerprint: string, dueAt: number): Promise<HeldKey>
  get(id: string): Promise<Order | undefined>
  /** Up to `limit` orders, newest first, from the first one older than `before`. */
  list(limit: number, before?: string): Promise<Slice<Order>>
  /**
   * Replaces an order that is still in `from`, and with it its place in the recovery index: due at `dueAt`
   * where the new status is open, out of it where not (settling also starts the end of its key). Answers
   * with the order as it is then stored, whoever moved it.
   */
  move(from: OrderStatus, order: Order, dueAt: number): Promise<Order | undefined>
  /**
   * Takes up to `limit` orders whose attempt is due and puts off the next one (`backoff`), so that no two
   * instances take the same one at a time.
   */
  takeDue(now: number, limit: number): Promise<Order[]>
  /** Forgets keys past their time. */
  forgetKeys(now: number): Promise<void>
  close(): Promise<void>
}

/** A new order, not stored yet. */
export function pendingOrder(id: string, lines: OrderLine[], now: Date): Order {
  const time = now.toISOString()
  return { id, status: 'pending', lines, createdAt: time, updatedAt: time }
}

/** Orders' keys in Redis. One hash tag: every step touches several of them at once. */
export const KEYS = {
  /** Hash: order id → the order as JSON. */
  orders: '{orders}:orders',
  /** Sorted set of order ids, all of score 0: the ids themselves sort by age. */
  ids: '{orders}:ids',
  /** Sorted set, the recovery index: order id → when the next attempt is due. */
  recovery: '{orders}:recovery',
  /** Hash: order id → attempts of recovery so far. */
  attempts: '{orders}:attempts',
  /** Hash: idempotency key → `{ fingerprint, orderId }`. */
  idempotencyKeys: '{orders}:idempotency-keys',
  /** Hash: order id → its idempotency key, until the order has settled. */
  keyOfOrder: '{orders}:key-of-order',
  /** Sorted set: idempotency key → when it may be forgotten. */
  keyExpiry: '{orders}:key-expiry',
}

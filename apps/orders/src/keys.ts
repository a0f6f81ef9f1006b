/** Orders' keys in Redis. All share one hash tag, because every script uses several of them. */
export const KEYS = {
  /** Hash: order id → the order as JSON. */
  orders: '{orders}:orders',
  /** Sorted set of order ids, all with score 0: ids sort by creation time. */
  ids: '{orders}:ids',
  /**
   * Sorted set of owner, space and order id, all with score 0: the orders of one owner are a range of it. Orders from
   * before there were users are in neither this nor `openOfOwner`: the local user is an operator, who lists all.
   */
  idsOfOwner: '{orders}:ids-of-owner',
  /** The same for open orders, to list and to limit them. */
  openOfOwner: '{orders}:open-of-owner',
  /** Sorted set, the recovery index: order id → when the next attempt is due, ms. */
  recovery: '{orders}:recovery',
  /** Hash: order id → number of recovery attempts. */
  attempts: '{orders}:attempts',
  /** Hash: order id → recovery attempts that failed for another reason than an outage. */
  failures: '{orders}:failures',
  /** Sorted sets of the ids of open orders, by status, all with score 0, to list them. */
  pending: '{orders}:pending',
  cancelling: '{orders}:cancelling',
  /** Hash: idempotency key, with its subject → idempotency record `{ fingerprint, orderId }`. */
  idempotencyKeys: '{orders}:idempotency-keys',
  /** Hash: order id → its idempotency key, until the order is settled. */
  keyOfOrder: '{orders}:key-of-order',
  /** Sorted set: idempotency key → expiry, ms. */
  keyExpiry: '{orders}:key-expiry',
}

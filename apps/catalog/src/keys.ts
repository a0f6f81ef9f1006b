/**
 * Catalog's keys in Redis. All carry one hash tag, as one reservation may touch any products: a Redis Cluster
 * would keep them in one slot, where a script may use several of them.
 */
export const KEYS = {
  /** Hash: SKU → `{ name, amount }`. */
  products: '{catalog}:products',
  /** Hash: SKU → pieces. */
  stock: '{catalog}:stock',
  /** Sorted set of SKUs, all of score 0, so that it pages in the order of names. */
  skus: '{catalog}:skus',
  /** Hash: order id → decision. */
  reservations: '{catalog}:reservations',
  /** Hash: idempotency key → fingerprint and answer of a restock. */
  restockKeys: '{catalog}:restock-keys',
  /** Sorted set: idempotency key → when it may be forgotten. Not a TTL, which could fire between two steps. */
  restockKeyExpiry: '{catalog}:restock-key-expiry',
  /** Set of what was done once. */
  markers: '{catalog}:markers',
}

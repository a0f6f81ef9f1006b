/**
 * Catalog's keys in Redis. All share one hash tag, because one reservation may touch any product: in a Redis
 * Cluster a script may only use keys of one slot. https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
 */
export const KEYS = {
  /** Hash: SKU → `{ name, amount }`. */
  products: '{catalog}:products',
  /** Hash: SKU → pieces in stock. */
  stock: '{catalog}:stock',
  /** Sorted set of SKUs, all with score 0, which makes it sort by SKU. */
  skus: '{catalog}:skus',
  /** Hash: order id → decision. */
  reservations: '{catalog}:reservations',
  /** Sorted set: order id → when it was reserved, or that was last repeated, ms; without those that are released. */
  reservedAt: '{catalog}:reserved-at',
  /** Sorted set: order id → when it was refused or released, ms. */
  endedAt: '{catalog}:ended-at',
  /** Hash: idempotency key → idempotency record of a restock. */
  restockKeys: '{catalog}:restock-keys',
  /** Sorted set: idempotency key → expiry, ms. Not a TTL, which could fire between the steps of a script. */
  restockKeyExpiry: '{catalog}:restock-key-expiry',
  /** Set of one-time jobs that are done. */
  markers: '{catalog}:markers',
}

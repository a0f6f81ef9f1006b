import type { StoredProduct } from '../products/store.ts'

export interface RestockRequest {
  sku: string
  quantity: number
  /** The idempotency key, as `storedKey` of service-kit returns it. */
  key: string
  fingerprint: string
  /** ms since the epoch. */
  now: number
}

/** The result of the first restock with a key, and the fingerprint of its request. */
export interface IdempotencyRecord {
  fingerprint: string
  product: StoredProduct
}

/** A restock can be repeated with its key for this long. */
export const KEY_LIFETIME = 24 * 60 * 60 * 1_000 // ms

export interface RestockStore {
  /**
   * Adds stock and writes the idempotency record, atomically. For a key with a record it adds nothing and
   * returns that record. Undefined if the product is unknown. Also deletes expired records.
   */
  restock(request: RestockRequest): Promise<IdempotencyRecord | undefined>
}

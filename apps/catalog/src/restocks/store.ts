import type { StoredProduct } from '../products/store.ts'

export interface RestockRequest {
  sku: string
  quantity: number
  key: string
  fingerprint: string
  /** ms since the epoch. */
  now: number
}

/** How long a restock can be repeated under its key. */
export const KEY_LIFETIME = 24 * 60 * 60 * 1_000 // ms

export interface RestockStore {
  /**
   * Adds stock and remembers key, fingerprint and answer, in one step. A key that is already there answers
   * what it answered first, with the fingerprint it belongs to, and adds nothing. Undefined where there is
   * no such product. Keys past their time are forgotten on the way.
   */
  restock(request: RestockRequest): Promise<{ fingerprint: string; product: StoredProduct } | undefined>
}

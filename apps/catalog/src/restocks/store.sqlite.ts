import type { DatabaseSync } from 'node:sqlite'
import { transaction } from '@slipway/store'
import type { StoredProduct } from '../products/store.ts'
import { type IdempotencyRecord, KEY_LIFETIME, type RestockRequest, type RestockStore } from './store.ts'

export class SqliteRestockStore implements RestockStore {
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  async restock({
    sku,
    quantity,
    key,
    fingerprint,
    now,
  }: RestockRequest): Promise<IdempotencyRecord | undefined> {
    return transaction(this.#db, () => {
      this.#db.prepare('DELETE FROM restock_keys WHERE expires_at <= ?').run(now)
      const record = this.#find(key)
      if (record) return record
      const product = this.#db
        .prepare('UPDATE products SET stock = stock + ? WHERE sku = ? RETURNING sku, name, amount, stock')
        .get(quantity, sku) as StoredProduct | undefined
      if (!product) return undefined
      this.#db
        .prepare('INSERT INTO restock_keys VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(key, fingerprint, sku, product.name, product.amount, product.stock, now + KEY_LIFETIME)
      return { fingerprint, product }
    })
  }

  #find(key: string): IdempotencyRecord | undefined {
    const row = this.#db
      .prepare('SELECT fingerprint, sku, name, amount, stock FROM restock_keys WHERE key = ?')
      .get(key) as ({ fingerprint: string } & StoredProduct) | undefined
    if (!row) return undefined
    const { fingerprint, ...product } = row
    return { fingerprint, product }
  }
}

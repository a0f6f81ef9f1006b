import type { DatabaseSync } from 'node:sqlite'
import type { Slice } from '@slipway/contracts'
import { transaction } from '@slipway/store'
import type { ProductStore, StoredProduct } from './store.ts'

/** At start there are no requests that could time out: a lock is no reason to end the process. */
const SEED_TIMEOUT = 10_000 // ms

export class SqliteProductStore implements ProductStore {
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  async put({ sku, name, amount }: { sku: string; name: string; amount: number }) {
    return transaction(this.#db, () => {
      const before = this.#find(sku)
      this.#db
        .prepare(
          `INSERT INTO products (sku, name, amount) VALUES (?, ?, ?)
           ON CONFLICT (sku) DO UPDATE SET name = excluded.name, amount = excluded.amount`,
        )
        .run(sku, name, amount)
      return { created: !before, product: { sku, name, amount, stock: before?.stock ?? 0 } }
    })
  }

  async get(sku: string): Promise<StoredProduct | undefined> {
    return this.#find(sku)
  }

  async list(limit: number, after = ''): Promise<Slice<StoredProduct>> {
    const rows = this.#db
      .prepare('SELECT sku, name, amount, stock FROM products WHERE sku > ? ORDER BY sku LIMIT ?')
      .all(after, limit + 1) as unknown as StoredProduct[]
    return { items: rows.slice(0, limit), more: rows.length > limit }
  }

  async seed(products: StoredProduct[]): Promise<boolean> {
    const work = () => {
      const marked = this.#db.prepare("INSERT OR IGNORE INTO markers VALUES ('seeded')").run()
      if (marked.changes === 0) return false
      const insert = this.#db.prepare(
        'INSERT OR IGNORE INTO products (sku, name, amount, stock) VALUES (?, ?, ?, ?)',
      )
      for (const { sku, name, amount, stock } of products) insert.run(sku, name, amount, stock)
      return true
    }
    return transaction(this.#db, work, SEED_TIMEOUT)
  }

  #find(sku: string): StoredProduct | undefined {
    return this.#db.prepare('SELECT sku, name, amount, stock FROM products WHERE sku = ?').get(sku) as
      | StoredProduct
      | undefined
  }
}

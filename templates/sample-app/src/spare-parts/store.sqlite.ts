import type { DatabaseSync } from 'node:sqlite'
import type { Slice } from '@slipway/contracts'
import { transaction } from '@slipway/store'
import type { SparePart } from './schema.ts'
import type { SparePartStore } from './store.ts'

export class SqliteSparePartStore implements SparePartStore {
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  async put({ id, name }: SparePart): Promise<boolean> {
    return transaction(this.#db, () => {
      const created = !this.#find(id)
      this.#db
        .prepare(
          `INSERT INTO spare_parts (id, name) VALUES (?, ?)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name`,
        )
        .run(id, name)
      return created
    })
  }

  async get(id: string): Promise<SparePart | undefined> {
    return this.#find(id)
  }

  async list(limit: number, after = ''): Promise<Slice<SparePart>> {
    const rows = this.#db
      .prepare('SELECT id, name FROM spare_parts WHERE id > ? ORDER BY id LIMIT ?')
      .all(after, limit + 1) as unknown as SparePart[]
    return { items: rows.slice(0, limit), more: rows.length > limit }
  }

  async close(): Promise<void> {
    this.#db.close()
  }

  #find(id: string): SparePart | undefined {
    return this.#db.prepare('SELECT id, name FROM spare_parts WHERE id = ?').get(id) as SparePart | undefined
  }
}

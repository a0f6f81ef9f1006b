import type { DatabaseSync } from 'node:sqlite'
import type { Order, OrderStatus, Slice } from '@slipway/contracts'
import { transaction } from '@slipway/store'
import { backoff, type HeldKey, isOpen, KEY_LIFETIME, type OrderStore } from './store.ts'

export class SqliteOrderStore implements OrderStore {
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  async create(order: Order, key: string, fingerprint: string, dueAt: number): Promise<HeldKey> {
    return transaction(this.#db, () => {
      const held = this.#db
        .prepare(
          `SELECT fingerprint, document FROM idempotency_keys JOIN orders ON orders.id = order_id WHERE key = ?`,
        )
        .get(key)
      if (held) return { fingerprint: String(held.fingerprint), order: parse(held.document) }
      this.#db
        .prepare('INSERT INTO orders (id, status, document, due_at) VALUES (?, ?, ?, ?)')
        .run(order.id, order.status, JSON.stringify(order), dueAt)
      this.#db
        .prepare('INSERT INTO idempotency_keys (key, fingerprint, order_id) VALUES (?, ?, ?)')
        .run(key, fingerprint, order.id)
      return { fingerprint, order }
    })
  }

  async get(id: string): Promise<Order | undefined> {
    return this.#find(id)
  }

  async list(limit: number, before = '~'): Promise<Slice<Order>> {
    const rows = this.#db
      .prepare('SELECT document FROM orders WHERE id < ? ORDER BY id DESC LIMIT ?')
      .all(before, limit + 1)
    return { items: rows.slice(0, limit).map(({ document }) => parse(document)), more: rows.length > limit }
  }

  async move(from: OrderStatus, order: Order, dueAt: number): Promise<Order | undefined> {
    return transaction(this.#db, () => {
      const { changes } = this.#db
        .prepare(
          'UPDATE orders SET status = ?, document = ?, due_at = ?, attempts = 0 WHERE id = ? AND status = ?',
        )
        .run(order.status, JSON.stringify(order), isOpen(order.status) ? dueAt : null, order.id, from)
      if (changes === 0) return this.#find(order.id)
      if (!isOpen(order.status)) {
        this.#db
          .prepare('UPDATE idempotency_keys SET expires_at = ? WHERE order_id = ? AND expires_at IS NULL')
          .run(Date.parse(order.updatedAt) + KEY_LIFETIME, order.id)
      }
      return order
    })
  }

  async takeDue(now: number, limit: number): Promise<Order[]> {
    const due = this.#db.prepare('SELECT id, attempts FROM orders WHERE due_at <= ? ORDER BY due_at LIMIT ?')
    // Looked at before the write lock is taken: mostly there is nothing, and others want to write.
    if (due.all(now, 1).length === 0) return []
    return transaction(this.#db, () => {
      const putOff = this.#db.prepare(
        'UPDATE orders SET attempts = attempts + 1, due_at = ? WHERE id = ? RETURNING document',
      )
      return due
        .all(now, limit)
        .map(({ id, attempts }) => parse(putOff.get(now + backoff(Number(attempts) + 1), id!)!.document))
    })
  }

  async forgetKeys(now: number): Promise<void> {
    this.#db.prepare('DELETE FROM idempotency_keys WHERE expires_at <= ?').run(now)
  }

  async close(): Promise<void> {
    this.#db.close()
  }

  #find(id: string): Order | undefined {
    const row = this.#db.prepare('SELECT document FROM orders WHERE id = ?').get(id)
    return row && parse(row.document)
  }
}

function parse(document: unknown): Order {
  return JSON.parse(String(document)) as Order
}

import type { DatabaseSync } from 'node:sqlite'
import { type OpenStatus, type Order, type OrderStatus, orderTime, type Slice } from '@slipway/contracts'
import type { OpenOrders } from '@slipway/observe'
import { transaction } from '@slipway/store'
import { deleteExpiredKeys, deleteOldOrders } from './delete.sqlite.ts'
import { parseDocument, toDocument } from './document.ts'
import { exceeds, isLimited, NO_LIMITS } from './open-limits.ts'
import { ownerOf } from './owner.ts'
import {
  backoff,
  FAILURES_OF_STUCK_ORDER,
  type IdempotencyRecord,
  isOpen,
  KEY_LIFETIME,
  longBackoff,
  type OrderSelection,
  type OrderStore,
} from './store.ts'

export class SqliteOrderStore implements OrderStore {
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  async create(
    order: Order,
    key: string,
    fingerprint: string,
    dueAt: number,
    limits = NO_LIMITS,
  ): Promise<IdempotencyRecord | undefined> {
    return transaction(this.#db, () => {
      const record = this.#db
        .prepare(
          `SELECT fingerprint, document FROM idempotency_keys JOIN orders ON orders.id = order_id WHERE key = ?`,
        )
        .get(key)
      if (record) return { fingerprint: String(record.fingerprint), order: parse(record.document) }
      const owner = ownerOf(order)
      if (isLimited(limits) && exceeds([...this.#openOrdersOf(owner), order], limits)) return undefined
      this.#db
        .prepare('INSERT INTO orders (id, owner, status, document, due_at) VALUES (?, ?, ?, ?, ?)')
        .run(order.id, owner, order.status, toDocument(order), dueAt)
      this.#db
        .prepare('INSERT INTO idempotency_keys (key, fingerprint, order_id) VALUES (?, ?, ?)')
        .run(key, fingerprint, order.id)
      return { fingerprint, order }
    })
  }

  async get(id: string): Promise<Order | undefined> {
    return this.#find(id)
  }

  async list(limit: number, { before = '~', status, owner }: OrderSelection = {}): Promise<Slice<Order>> {
    const own = owner === undefined ? '' : 'owner = :owner AND'
    const open = status ? 'status = :status AND due_at IS NOT NULL AND' : ''
    const rows = this.#db
      .prepare(`SELECT document FROM orders WHERE ${own} ${open} id < :before ORDER BY id DESC LIMIT :limit`)
      .all({ before, limit: limit + 1, ...(status && { status }), ...(owner !== undefined && { owner }) })
    return { items: rows.slice(0, limit).map(({ document }) => parse(document)), more: rows.length > limit }
  }

  async move(from: OrderStatus, order: Order, dueAt: number): Promise<Order | undefined> {
    return transaction(this.#db, () => {
      const { changes } = this.#db
        .prepare(
          'UPDATE orders SET status = ?, document = ?, due_at = ?, attempts = 0, failures = 0 WHERE id = ? AND status = ?',
        )
        .run(order.status, toDocument(order), isOpen(order.status) ? dueAt : null, order.id, from)
      if (changes === 0) return this.#find(order.id)
      if (!isOpen(order.status)) {
        this.#db
          .prepare('UPDATE idempotency_keys SET expires_at = ? WHERE order_id = ? AND expires_at IS NULL')
          .run(Date.parse(order.updatedAt) + KEY_LIFETIME, order.id)
      }
      return order
    })
  }

  async claimDue(now: number, limit: number): Promise<Order[]> {
    const due = this.#db.prepare('SELECT id, attempts FROM orders WHERE due_at <= ? ORDER BY due_at LIMIT ?')
    // Read before the write lock is taken: mostly nothing is due, and requests need the lock.
    if (due.all(now, 1).length === 0) return []
    return transaction(this.#db, () => {
      const claim = this.#db.prepare(
        'UPDATE orders SET attempts = attempts + 1, due_at = ? WHERE id = ? RETURNING document',
      )
      return due
        .all(now, limit)
        .map(({ id, attempts }) => parse(claim.get(now + backoff(Number(attempts) + 1), id!)!.document))
    })
  }

  async postpone(id: string, now: number): Promise<number> {
    return transaction(this.#db, () => {
      const row = this.#db
        .prepare(
          'UPDATE orders SET failures = failures + 1 WHERE id = ? AND due_at IS NOT NULL RETURNING failures',
        )
        .get(id)
      const failures = Number(row?.failures ?? 0)
      if (row)
        this.#db.prepare('UPDATE orders SET due_at = ? WHERE id = ?').run(now + longBackoff(failures), id)
      return failures
    })
  }

  async openOrders(): Promise<OpenOrders> {
    const rows = this.#db
      .prepare(
        `SELECT status, count(*) AS count, min(id) AS oldest, sum(failures >= ?) AS stuck
         FROM orders WHERE due_at IS NOT NULL GROUP BY status`,
      )
      .all(FAILURES_OF_STUCK_ORDER)
    const of = (status: OpenStatus) => rows.find((row) => row.status === status)
    const oldest = of('pending')?.oldest
    return {
      pending: Number(of('pending')?.count ?? 0),
      cancelling: Number(of('cancelling')?.count ?? 0),
      stuck: rows.reduce((sum, { stuck }) => sum + Number(stuck), 0),
      oldestPending: oldest === undefined ? undefined : orderTime(String(oldest)),
    }
  }

  async deleteExpiredKeys(now: number, signal?: AbortSignal): Promise<void> {
    await deleteExpiredKeys(this.#db, now, signal)
  }

  async deleteOldOrders(createdBefore: number, _now: number, signal?: AbortSignal): Promise<void> {
    await deleteOldOrders(this.#db, createdBefore, signal)
  }

  async close(): Promise<void> {
    this.#db.close()
  }

  #openOrdersOf(owner: string): Order[] {
    const open = this.#db.prepare('SELECT document FROM orders WHERE owner = ? AND due_at IS NOT NULL')
    return open.all(owner).map(({ document }) => parse(document))
  }

  #find(id: string): Order | undefined {
    const row = this.#db.prepare('SELECT document FROM orders WHERE id = ?').get(id)
    return row && parse(row.document)
  }
}

function parse(document: unknown): Order {
  return parseDocument(String(document))
}

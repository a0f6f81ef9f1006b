import type { DatabaseSync } from 'node:sqlite'
import type { MissingLine, OrderLine, Refused, Released, Reservation, Reserved } from '@slipway/contracts'
import { transaction } from '@slipway/store'
import { endedBefore, isTooOld, reservedBefore } from './decision-lifetime.ts'
import { MAX_DELETIONS, type ReservationStore } from './store.ts'
import { parseStored, toStored } from './stored-decision.ts'

export class SqliteReservationStore implements ReservationStore {
  readonly #db: DatabaseSync
  readonly #retention: number

  /** `retention` in ms; Infinity: reservations are never deleted. */
  constructor(db: DatabaseSync, retention: number) {
    this.#db = db
    this.#retention = retention
  }

  async reserve(
    orderId: string,
    lines: OrderLine[],
    currency: string,
    now = Date.now(),
  ): Promise<Reservation> {
    return transaction(this.#db, () => {
      this.#deleteOld('reserved_at', reservedBefore(now, this.#retention))
      this.#deleteOld('ended_at', endedBefore(now))
      const decided = this.#find(orderId)
      if (decided) return this.#repeat(decided, now)
      if (isTooOld(orderId, now)) return { orderId, status: 'released' }
      const decision = this.#decide(orderId, lines, currency)
      if (decision.status === 'reserved') this.#addStock(lines, -1)
      return this.#save(decision, now)
    })
  }

  async release(orderId: string, now = Date.now()): Promise<Reservation> {
    return transaction(this.#db, () => {
      const decided = this.#find(orderId)
      if (decided && decided.status !== 'reserved') return decided
      if (decided) this.#addStock(decided.lines, 1)
      const lines = decided?.lines.map(({ sku, quantity }) => ({ sku, quantity }))
      const released: Released = { orderId, status: 'released', ...(lines && { lines }) }
      return this.#save(released, now)
    })
  }

  #decide(orderId: string, lines: OrderLine[], currency: string): Reserved | Refused {
    const find = this.#db.prepare('SELECT amount, stock FROM products WHERE sku = ?')
    const missing: MissingLine[] = []
    const priced = lines.map(({ sku, quantity }) => {
      const product = find.get(sku) as { amount: number; stock: number } | undefined
      const available = product?.stock ?? 0
      const reason = product ? 'out-of-stock' : 'unknown-sku'
      if (available < quantity) missing.push({ sku, requested: quantity, available, reason })
      return { sku, quantity, unitPrice: { amount: product?.amount ?? 0, currency } }
    })
    if (missing.length > 0) return { orderId, status: 'refused', lines, missing }
    return { orderId, status: 'reserved', lines: priced }
  }

  #addStock(lines: OrderLine[], sign: 1 | -1): void {
    const update = this.#db.prepare('UPDATE products SET stock = stock + ? WHERE sku = ?')
    for (const { sku, quantity } of lines) update.run(sign * quantity, sku)
  }

  #find(orderId: string): Reservation | undefined {
    const row = this.#db.prepare('SELECT decision FROM reservations WHERE order_id = ?').get(orderId)
    return row && parseStored(row.decision as string)
  }

  #save<T extends Reservation>(decision: T, now: number): T {
    const [reservedAt, endedAt] = decision.status === 'reserved' ? [now, null] : [null, now]
    this.#db
      .prepare(
        'INSERT OR REPLACE INTO reservations (order_id, decision, reserved_at, ended_at) VALUES (?, ?, ?, ?)',
      )
      .run(decision.orderId, toStored(decision), reservedAt, endedAt)
    return decision
  }

  /** If it is reserved, the order is still open, and needs the decision. */
  #repeat(decision: Reservation, now: number): Reservation {
    this.#db
      .prepare('UPDATE reservations SET reserved_at = ? WHERE order_id = ? AND reserved_at IS NOT NULL')
      .run(now, decision.orderId)
    return decision
  }

  #deleteOld(column: 'reserved_at' | 'ended_at', before: number): void {
    this.#db
      .prepare(
        `DELETE FROM reservations WHERE order_id IN (
           SELECT order_id FROM reservations WHERE ${column} <= ? ORDER BY ${column} LIMIT ${MAX_DELETIONS}
         )`,
      )
      .run(before)
  }
}

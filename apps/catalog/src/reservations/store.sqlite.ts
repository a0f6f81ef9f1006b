import type { DatabaseSync } from 'node:sqlite'
import type { MissingLine, OrderLine, Refused, Released, Reservation, Reserved } from '@slipway/contracts'
import { transaction } from '@slipway/store'
import type { ReservationStore } from './store.ts'

export class SqliteReservationStore implements ReservationStore {
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  async reserve(orderId: string, lines: OrderLine[], currency: string): Promise<Reservation> {
    return transaction(this.#db, () => {
      const decided = this.#find(orderId)
      if (decided) return decided
      const decision = this.#decide(orderId, lines, currency)
      if (decision.status === 'reserved') this.#addStock(lines, -1)
      return this.#save(decision)
    })
  }

  async release(orderId: string): Promise<Reservation> {
    return transaction(this.#db, () => {
      const decided = this.#find(orderId)
      if (decided && decided.status !== 'reserved') return decided
      if (decided) this.#addStock(decided.lines, 1)
      const lines = decided?.lines.map(({ sku, quantity }) => ({ sku, quantity }))
      const released: Released = { orderId, status: 'released', ...(lines && { lines }) }
      return this.#save(released)
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
    return row && (JSON.parse(row.decision as string) as Reservation)
  }

  #save<T extends Reservation>(decision: T): T {
    this.#db
      .prepare(
        `INSERT INTO reservations VALUES (?, ?)
         ON CONFLICT (order_id) DO UPDATE SET decision = excluded.decision`,
      )
      .run(decision.orderId, JSON.stringify(decision))
    return decision
  }
}

import { DatabaseSync } from 'node:sqlite'
import { withRedis } from '@slipway/testing'
import { KEYS } from '../src/keys.ts'

/** The decisions as they are stored, by order id. */
export async function storedDecisions(url: string): Promise<Record<string, string>> {
  if (url.startsWith('sqlite:')) {
    using db = new DatabaseSync(url.slice('sqlite:'.length))
    const rows = db.prepare('SELECT order_id, decision FROM reservations').all()
    return Object.fromEntries(rows.map((row) => [row.order_id, row.decision]))
  }
  return withRedis(url, (redis) => redis.hgetall(KEYS.reservations))
}

/** Stores a decision as versions without retention did. */
export async function storeDecision(url: string, orderId: string, decision: object): Promise<void> {
  if (url.startsWith('sqlite:')) {
    using db = new DatabaseSync(url.slice('sqlite:'.length))
    db.prepare('INSERT INTO reservations (order_id, decision) VALUES (?, ?)').run(
      orderId,
      JSON.stringify(decision),
    )
  } else await withRedis(url, (redis) => redis.hset(KEYS.reservations, orderId, JSON.stringify(decision)))
}

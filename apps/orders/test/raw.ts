import { DatabaseSync } from 'node:sqlite'
import type { Order } from '@slipway/contracts'
import { withRedis } from '@slipway/testing'
import { KEYS } from '../src/keys.ts'
import { KEY_LIFETIME } from '../src/orders/store.ts'

/** The documents of all orders as they are stored, by id. */
export async function storedDocuments(url: string): Promise<Record<string, string>> {
  if (url.startsWith('sqlite:')) {
    using db = new DatabaseSync(url.slice('sqlite:'.length))
    const rows = db.prepare('SELECT id, document FROM orders').all() as { id: string; document: string }[]
    return Object.fromEntries(rows.map(({ id, document }) => [id, document]))
  }
  return withRedis(url, (redis) => redis.hgetall(KEYS.orders))
}

/** Removes an open order from the index by status, which earlier versions did not write to Redis. */
export async function removeFromStatusIndex(url: string, id: string): Promise<void> {
  if (!url.startsWith('sqlite:')) await withRedis(url, (redis) => redis.zrem(KEYS.pending, id))
}

/** Stores a confirmed order with its key as versions without users did. */
export async function storeEarlierOrder(url: string, order: Order, key: string, fingerprint: string) {
  const { owner: _, ...earlier } = order
  const document = JSON.stringify(earlier)
  if (url.startsWith('sqlite:')) {
    using db = new DatabaseSync(url.slice('sqlite:'.length))
    db.prepare('INSERT INTO orders (id, status, document) VALUES (?, ?, ?)').run(
      order.id,
      order.status,
      document,
    )
    db.prepare(
      'INSERT INTO idempotency_keys (key, fingerprint, order_id, expires_at) VALUES (?, ?, ?, ?)',
    ).run(key, fingerprint, order.id, Date.parse(order.updatedAt) + KEY_LIFETIME)
    return
  }
  await withRedis(url, async (redis) => {
    await redis.hset(KEYS.orders, order.id, document)
    await redis.zadd(KEYS.ids, '0', order.id)
    await redis.hset(KEYS.idempotencyKeys, key, JSON.stringify({ fingerprint, orderId: order.id }))
    await redis.zadd(KEYS.keyExpiry, String(Date.parse(order.updatedAt) + KEY_LIFETIME), key)
  })
}

/** What the indexes by owner in Redis contain; SQLite keeps its own in step by itself. */
export async function ownerIndexes(url: string): Promise<string[]> {
  if (url.startsWith('sqlite:')) return []
  return withRedis(url, async (redis) => [
    ...(await redis.zrange(KEYS.idsOfOwner, '0', '-1')),
    ...(await redis.zrange(KEYS.openOfOwner, '0', '-1')),
  ])
}

/** Settles an order as versions without users did, which did not know the indexes by owner. */
export async function settleAsEarlier(url: string, order: Order): Promise<void> {
  const document = JSON.stringify({ ...order, status: 'confirmed' })
  if (url.startsWith('sqlite:')) {
    using db = new DatabaseSync(url.slice('sqlite:'.length))
    db.prepare("UPDATE orders SET status = 'confirmed', document = ?, due_at = NULL WHERE id = ?").run(
      document,
      order.id,
    )
  } else await withRedis(url, (redis) => redis.hset(KEYS.orders, order.id, document))
}

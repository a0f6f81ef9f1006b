import type { Order, Slice } from '@slipway/contracts'
import type { Redis } from 'ioredis'
import { KEYS } from '../keys.ts'
import { parseDocument } from './document.ts'
import type { OrderSelection } from './store.ts'

/** Reads a page of ids from an index, then their orders. Not a script: it may return much. */
export async function listOrders(
  redis: Redis,
  limit: number,
  { before, status, owner }: OrderSelection,
): Promise<Slice<Order>> {
  const { index, prefix, first, last } = indexOf({ status, owner })
  for (let after = before; ; ) {
    const from = after === undefined ? last : `(${prefix}${after}`
    const members = await redis.zrange(index, from, first, 'BYLEX', 'REV', 'LIMIT', 0, limit + 1)
    const ids = members.map((member) => member.slice(prefix.length))
    const more = ids.length > limit
    const items = (await readOrders(redis, ids.slice(0, limit))).filter(
      (order) => status === undefined || order.status === status,
    )
    // All of a page may have been deleted, or settled, between the two reads.
    if (items.length > 0 || !more) return { items, more }
    after = ids[limit - 1]
  }
}

/** The sorted set to read, what its members have before the id, and the limits of the range in it. */
function indexOf({ status, owner }: OrderSelection) {
  if (owner === undefined) {
    return { index: status ? KEYS[status] : KEYS.ids, prefix: '', first: '-', last: '+' }
  }
  // "!" is the next character after the space.
  const range = { prefix: `${owner} `, first: `[${owner} `, last: `(${owner}!` }
  return { index: status ? KEYS.openOfOwner : KEYS.idsOfOwner, ...range }
}

/** Skips ids whose orders have been deleted. */
async function readOrders(redis: Redis, ids: string[]): Promise<Order[]> {
  if (ids.length === 0) return []
  const documents = await redis.hmget(KEYS.orders, ...ids)
  return documents.flatMap((document) => (document === null ? [] : [parseDocument(document)]))
}

import { type Order, type OrderStatus, orderIdPrefix, orderTime, type Slice } from '@slipway/contracts'
import type { OpenOrders } from '@slipway/observe'
import { loadScript, type Script } from '@slipway/store'
import type { Redis } from 'ioredis'
import { KEYS } from '../keys.ts'
import { parseDocument, toDocument } from './document.ts'
import { listOrders } from './list.redis.ts'
import { NO_LIMITS } from './open-limits.ts'
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

/** One script must not block Redis for long. */
const DELETION_BATCH = 100

export class RedisOrderStore implements OrderStore {
  readonly #redis: Redis
  readonly #create: Script
  readonly #move: Script
  readonly #claimDue: Script
  readonly #postpone: Script
  readonly #deleteExpiredKeys: Script
  readonly #deleteOldOrders: Script

  constructor(redis: Redis) {
    this.#redis = redis
    const script = (name: string) => loadScript(redis, new URL(name, import.meta.url))
    this.#create = script('./create.lua')
    this.#move = script('./move.lua')
    this.#claimDue = script('./claim-due.lua')
    this.#postpone = script('./postpone.lua')
    this.#deleteExpiredKeys = script('./delete-expired-keys.lua')
    this.#deleteOldOrders = script('./delete-old-orders.lua')
  }

  async create(
    order: Order,
    key: string,
    fingerprint: string,
    dueAt: number,
    limits = NO_LIMITS,
  ): Promise<IdempotencyRecord | undefined> {
    const record = (await this.#create(
      [
        KEYS.orders,
        KEYS.ids,
        KEYS.recovery,
        KEYS.idempotencyKeys,
        KEYS.keyOfOrder,
        KEYS.pending,
        KEYS.idsOfOwner,
        KEYS.openOfOwner,
      ],
      [order.id, toDocument(order), dueAt, key, fingerprint, ownerOf(order), limits.orders, limits.pieces],
    )) as [string, string] | null
    if (record === null) return undefined
    const [stored, document] = record
    return { fingerprint: stored, order: parseDocument(document) }
  }

  async get(id: string): Promise<Order | undefined> {
    const document = await this.#redis.hget(KEYS.orders, id)
    return document === null ? undefined : parseDocument(document)
  }

  async list(limit: number, selection: OrderSelection = {}): Promise<Slice<Order>> {
    return listOrders(this.#redis, limit, selection)
  }

  async move(from: OrderStatus, order: Order, dueAt: number): Promise<Order | undefined> {
    const document = (await this.#move(
      [
        KEYS.orders,
        KEYS.recovery,
        KEYS.attempts,
        KEYS.failures,
        KEYS.pending,
        KEYS.cancelling,
        KEYS.keyOfOrder,
        KEYS.keyExpiry,
        KEYS.openOfOwner,
      ],
      [
        order.id,
        from,
        toDocument(order),
        isOpen(order.status) ? dueAt : '',
        Date.parse(order.updatedAt) + KEY_LIFETIME,
        ownerOf(order),
      ],
    )) as string | null
    return document === null ? undefined : parseDocument(document)
  }

  async claimDue(now: number, limit: number): Promise<Order[]> {
    const delays = [1, 2, 3].map(backoff)
    const documents = (await this.#claimDue(
      [KEYS.orders, KEYS.recovery, KEYS.attempts, KEYS.pending, KEYS.cancelling],
      [now, limit, ...delays],
    )) as string[]
    return documents.map((document) => parseDocument(document))
  }

  async postpone(id: string, now: number): Promise<number> {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(longBackoff)
    return (await this.#postpone([KEYS.orders, KEYS.recovery, KEYS.failures], [id, now, ...delays])) as number
  }

  async openOrders(): Promise<OpenOrders> {
    const [pending, cancelling, failures, [oldest]] = await Promise.all([
      this.#redis.zcard(KEYS.pending),
      this.#redis.zcard(KEYS.cancelling),
      this.#redis.hvals(KEYS.failures),
      this.#redis.zrange(KEYS.pending, '-', '+', 'BYLEX', 'LIMIT', 0, 1),
    ])
    const stuck = failures.filter((count) => Number(count) >= FAILURES_OF_STUCK_ORDER).length
    return { pending, cancelling, stuck, oldestPending: oldest === undefined ? undefined : orderTime(oldest) }
  }

  async deleteExpiredKeys(now: number, signal?: AbortSignal): Promise<void> {
    const keys = [KEYS.idempotencyKeys, KEYS.keyExpiry, KEYS.orders, KEYS.ids, KEYS.idsOfOwner]
    let deleted: unknown
    do deleted = await this.#deleteExpiredKeys(keys, [now, DELETION_BATCH])
    while (deleted === DELETION_BATCH && !signal?.aborted)
  }

  async deleteOldOrders(createdBefore: number, now: number, signal?: AbortSignal): Promise<void> {
    const settledBefore = new Date(now - KEY_LIFETIME).toISOString()
    let after: string | null = ''
    while (after !== null && !signal?.aborted) {
      after = (await this.#deleteOldOrders(
        [KEYS.orders, KEYS.ids, KEYS.idsOfOwner],
        [after, orderIdPrefix(createdBefore), settledBefore, DELETION_BATCH],
      )) as string | null
    }
  }

  async close(): Promise<void> {
    this.#redis.disconnect()
  }
}

import type { Order, OrderStatus, Slice } from '@slipway/contracts'
import { loadScript, type Script } from '@slipway/store'
import type { Redis } from 'ioredis'
import { KEYS } from '../keys.ts'
import { backoff, type HeldKey, isOpen, KEY_LIFETIME, type OrderStore } from './store.ts'

export class RedisOrderStore implements OrderStore {
  readonly #redis: Redis
  readonly #create: Script
  readonly #move: Script
  readonly #takeDue: Script
  readonly #forgetKeys: Script

  constructor(redis: Redis) {
    this.#redis = redis
    const script = (name: string) => loadScript(redis, new URL(name, import.meta.url))
    this.#create = script('./create.lua')
    this.#move = script('./move.lua')
    this.#takeDue = script('./take-due.lua')
    this.#forgetKeys = script('./forget-keys.lua')
  }

  async create(order: Order, key: string, fingerprint: string, dueAt: number): Promise<HeldKey> {
    const [held, document] = (await this.#create(
      [KEYS.orders, KEYS.ids, KEYS.recovery, KEYS.idempotencyKeys, KEYS.keyOfOrder],
      [order.id, JSON.stringify(order), dueAt, key, fingerprint],
    )) as [string, string]
    return { fingerprint: held, order: JSON.parse(document) as Order }
  }

  async get(id: string): Promise<Order | undefined> {
    const document = await this.#redis.hget(KEYS.orders, id)
    return document === null ? undefined : (JSON.parse(document) as Order)
  }

  async list(limit: number, before?: string): Promise<Slice<Order>> {
    const from = before === undefined ? '+' : `(${before}`
    const ids = await this.#redis.zrange(KEYS.ids, from, '-', 'BYLEX', 'REV', 'LIMIT', 0, limit + 1)
    const page = ids.slice(0, limit)
    const documents = page.length === 0 ? [] : await this.#redis.hmget(KEYS.orders, ...page)
    return { items: documents.map((document) => JSON.parse(document!) as Order), more: ids.length > limit }
  }

  async move(from: OrderStatus, order: Order, dueAt: number): Promise<Order | undefined> {
    const document = (await this.#move(
      [KEYS.orders, KEYS.recovery, KEYS.attempts, KEYS.keyOfOrder, KEYS.keyExpiry],
      [
        order.id,
        from,
        JSON.stringify(order),
        isOpen(order.status) ? dueAt : '',
        Date.parse(order.updatedAt) + KEY_LIFETIME,
      ],
    )) as string | null
    return document === null ? undefined : (JSON.parse(document) as Order)
  }

  async takeDue(now: number, limit: number): Promise<Order[]> {
    const waits = [1, 2, 3].map(backoff)
    const documents = await this.#takeDue([KEYS.orders, KEYS.recovery, KEYS.attempts], [now, limit, ...waits])
    return (documents as string[]).map((document) => JSON.parse(document) as Order)
  }

  async forgetKeys(now: number): Promise<void> {
    let forgotten: unknown
    do forgotten = await this.#forgetKeys([KEYS.idempotencyKeys, KEYS.keyExpiry], [now])
    while (forgotten !== 0)
  }

  async close(): Promise<void> {
    this.#redis.disconnect()
  }
}

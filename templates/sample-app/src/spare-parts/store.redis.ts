import type { Slice } from '@slipway/contracts'
import { loadScript, type Script } from '@slipway/store'
import type { Redis } from 'ioredis'
import { KEYS } from '../keys.ts'
import type { SparePart } from './schema.ts'
import type { SparePartStore } from './store.ts'

export class RedisSparePartStore implements SparePartStore {
  readonly #redis: Redis
  readonly #put: Script

  constructor(redis: Redis) {
    this.#redis = redis
    this.#put = loadScript(redis, new URL('./put-spare-part.lua', import.meta.url))
  }

  async put(one: SparePart): Promise<boolean> {
    return (await this.#put([KEYS.spareParts, KEYS.ids], [one.id, JSON.stringify(one)])) === 1
  }

  async get(id: string): Promise<SparePart | undefined> {
    const [found] = await this.#read([id])
    return found
  }

  async list(limit: number, after?: string): Promise<Slice<SparePart>> {
    const from = after === undefined ? '-' : `(${after}`
    const ids = await this.#redis.zrange(KEYS.ids, from, '+', 'BYLEX', 'LIMIT', 0, limit + 1)
    return { items: await this.#read(ids.slice(0, limit)), more: ids.length > limit }
  }

  async close(): Promise<void> {
    this.#redis.disconnect()
  }

  /** Skips unknown ids. */
  async #read(ids: string[]): Promise<SparePart[]> {
    if (ids.length === 0) return []
    const documents = await this.#redis.hmget(KEYS.spareParts, ...ids)
    return documents.flatMap((document) => (document === null ? [] : [JSON.parse(document) as SparePart]))
  }
}

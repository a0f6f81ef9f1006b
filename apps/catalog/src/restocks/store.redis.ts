import { loadScript, type Script } from '@slipway/store'
import type { Redis } from 'ioredis'
import { KEYS } from '../keys.ts'
import { type IdempotencyRecord, KEY_LIFETIME, type RestockRequest, type RestockStore } from './store.ts'

export class RedisRestockStore implements RestockStore {
  readonly #restock: Script

  constructor(redis: Redis) {
    this.#restock = loadScript(redis, new URL('./restock.lua', import.meta.url))
  }

  async restock(request: RestockRequest): Promise<IdempotencyRecord | undefined> {
    const { now } = request
    const record = (await this.#restock(
      [KEYS.products, KEYS.stock, KEYS.restockKeys, KEYS.restockKeyExpiry],
      [request.sku, request.quantity, request.key, request.fingerprint, now, now + KEY_LIFETIME],
    )) as string | null
    if (record === null) return undefined
    const { fingerprint, sku, details, stock } = JSON.parse(record) as {
      fingerprint: string
      sku: string
      details: string
      stock: number
    }
    return { fingerprint, product: { sku, ...JSON.parse(details), stock } }
  }
}

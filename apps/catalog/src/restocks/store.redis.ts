import { loadScript, type Script } from '@slipway/store'
import type { Redis } from 'ioredis'
import { KEYS } from '../keys.ts'
import { KEY_LIFETIME, type RestockRequest, type RestockStore } from './store.ts'

export class RedisRestockStore implements RestockStore {
  readonly #restock: Script

  constructor(redis: Redis) {
    this.#restock = loadScript(redis, new URL('./restock.lua', import.meta.url))
  }

  async restock({ sku, quantity, key, fingerprint, now }: RestockRequest) {
    const answer = (await this.#restock(
      [KEYS.products, KEYS.stock, KEYS.restockKeys, KEYS.restockKeyExpiry],
      [sku, quantity, key, fingerprint, now, now + KEY_LIFETIME],
    )) as string | null
    if (answer === null) return undefined
    const { details, stock, ...held } = JSON.parse(answer) as {
      fingerprint: string
      sku: string
      details: string
      stock: number
    }
    return { fingerprint: held.fingerprint, product: { sku: held.sku, ...JSON.parse(details), stock } }
  }
}

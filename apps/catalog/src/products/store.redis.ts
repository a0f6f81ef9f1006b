import type { Slice } from '@slipway/contracts'
import { loadScript, type Script } from '@slipway/store'
import type { Redis } from 'ioredis'
import { KEYS } from '../keys.ts'
import type { ProductStore, StoredProduct } from './store.ts'

export class RedisProductStore implements ProductStore {
  readonly #redis: Redis
  readonly #putProduct: Script
  readonly #seed: Script

  constructor(redis: Redis) {
    this.#redis = redis
    this.#putProduct = loadScript(redis, new URL('./put-product.lua', import.meta.url))
    this.#seed = loadScript(redis, new URL('./seed.lua', import.meta.url))
  }

  async put({ sku, name, amount }: { sku: string; name: string; amount: number }) {
    const [created, stock] = (await this.#putProduct(
      [KEYS.products, KEYS.stock, KEYS.skus],
      [sku, JSON.stringify({ name, amount })],
    )) as [number, string]
    return { created: created === 1, product: { sku, name, amount, stock: Number(stock) } }
  }

  async get(sku: string): Promise<StoredProduct | undefined> {
    const [product] = await this.#read([sku])
    return product
  }

  async list(limit: number, after?: string): Promise<Slice<StoredProduct>> {
    const from = after === undefined ? '-' : `(${after}`
    const skus = await this.#redis.zrange(KEYS.skus, from, '+', 'BYLEX', 'LIMIT', 0, limit + 1)
    return { items: await this.#read(skus.slice(0, limit)), more: skus.length > limit }
  }

  async seed(products: StoredProduct[]): Promise<boolean> {
    const args = products.flatMap(({ sku, name, amount, stock }) => [
      sku,
      JSON.stringify({ name, amount }),
      stock,
    ])
    return (await this.#seed([KEYS.products, KEYS.stock, KEYS.skus, KEYS.markers], args)) === 1
  }

  /** Skips unknown SKUs. Not a script: products are never deleted between the reads. */
  async #read(skus: string[]): Promise<StoredProduct[]> {
    if (skus.length === 0) return []
    const [details, stocks] = await Promise.all([
      this.#redis.hmget(KEYS.products, ...skus),
      this.#redis.hmget(KEYS.stock, ...skus),
    ])
    return skus.flatMap((sku, i) =>
      details[i] ? [{ sku, ...JSON.parse(details[i]), stock: Number(stocks[i]) }] : [],
    )
  }
}

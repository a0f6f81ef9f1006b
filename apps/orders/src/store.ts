import { join } from 'node:path'
import { connectRedis, openSqlite, parseStoreUrl } from '@slipway/store'
import { RedisOrderStore } from './orders/store.redis.ts'
import { SqliteOrderStore } from './orders/store.sqlite.ts'
import type { OrderStore } from './orders/store.ts'

/**
 * The orders, in a SQLite file or in a Redis.
 * @throws StartupError where the store cannot be reached.
 */
export async function openStore(settings: {
  STORE_URL: string
  STORE_URL_FILE?: string
}): Promise<OrderStore> {
  const location = parseStoreUrl(settings)
  return location.kind === 'sqlite'
    ? new SqliteOrderStore(openSqlite(location.file, join(import.meta.dirname, 'migrations')))
    : new RedisOrderStore(await connectRedis(location))
}

import { join } from 'node:path'
import { connectRedis, observeStore, openSqlite, parseStoreUrl, type StoreLog } from '@slipway/store'
import { RedisOrderStore } from './orders/store.redis.ts'
import { SqliteOrderStore } from './orders/store.sqlite.ts'
import type { OrderStore } from './orders/store.ts'

/**
 * Opens the store at STORE_URL, a SQLite file or a Redis.
 * @throws StartupError where it is malformed or unreachable.
 */
export async function openStore(
  settings: { STORE_URL: string; STORE_URL_FILE?: string },
  log: StoreLog,
): Promise<OrderStore> {
  const location = parseStoreUrl(settings)
  const store =
    location.kind === 'sqlite'
      ? new SqliteOrderStore(openSqlite(location.file, join(import.meta.dirname, 'migrations')))
      : new RedisOrderStore(await connectRedis(location, log))
  return observeStore(location.kind, 'orders', store)
}

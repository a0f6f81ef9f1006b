import { join } from 'node:path'
import { connectRedis, observeStore, openSqlite, parseStoreUrl, type StoreLog } from '@slipway/store'
import { RedisSparePartStore } from './spare-parts/store.redis.ts'
import { SqliteSparePartStore } from './spare-parts/store.sqlite.ts'
import type { SparePartStore } from './spare-parts/store.ts'

/**
 * Opens the store at STORE_URL, a SQLite file or a Redis.
 * @throws StartupError where it is malformed or unreachable.
 */
export async function openStore(
  settings: { STORE_URL: string; STORE_URL_FILE?: string },
  log: StoreLog,
): Promise<SparePartStore> {
  const location = parseStoreUrl(settings)
  const store =
    location.kind === 'sqlite'
      ? new SqliteSparePartStore(openSqlite(location.file, join(import.meta.dirname, 'migrations')))
      : new RedisSparePartStore(await connectRedis(location, log))
  return observeStore(location.kind, 'spare-parts', store)
}

import { join } from 'node:path'
import { connectRedis, openSqlite, parseStoreUrl } from '@slipway/store'
import { RedisProductStore } from './products/store.redis.ts'
import { SqliteProductStore } from './products/store.sqlite.ts'
import type { ProductStore } from './products/store.ts'
import { RedisReservationStore } from './reservations/store.redis.ts'
import { SqliteReservationStore } from './reservations/store.sqlite.ts'
import type { ReservationStore } from './reservations/store.ts'
import { RedisRestockStore } from './restocks/store.redis.ts'
import { SqliteRestockStore } from './restocks/store.sqlite.ts'
import type { RestockStore } from './restocks/store.ts'

/** All that catalog keeps, in one SQLite file or in one Redis. */
export interface Stores {
  products: ProductStore
  restocks: RestockStore
  reservations: ReservationStore
  close(): Promise<void>
}

/** @throws StartupError where the store cannot be reached. */
export async function openStores(settings: { STORE_URL: string; STORE_URL_FILE?: string }): Promise<Stores> {
  const location = parseStoreUrl(settings)
  if (location.kind === 'sqlite') {
    const db = openSqlite(location.file, join(import.meta.dirname, 'migrations'))
    return {
      products: new SqliteProductStore(db),
      restocks: new SqliteRestockStore(db),
      reservations: new SqliteReservationStore(db),
      close: async () => db.close(),
    }
  }
  const redis = await connectRedis(location)
  return {
    products: new RedisProductStore(redis),
    restocks: new RedisRestockStore(redis),
    reservations: new RedisReservationStore(redis),
    close: async () => redis.disconnect(),
  }
}

import { join } from 'node:path'
import {
  connectRedis,
  observeStore,
  openSqlite,
  parseStoreUrl,
  retentionOf,
  type StoreLog,
} from '@slipway/store'
import type { Redis } from 'ioredis'
import { RedisProductStore } from './products/store.redis.ts'
import { SqliteProductStore } from './products/store.sqlite.ts'
import type { ProductStore } from './products/store.ts'
import { RedisReservationStore } from './reservations/store.redis.ts'
import { SqliteReservationStore } from './reservations/store.sqlite.ts'
import type { ReservationStore } from './reservations/store.ts'
import { RedisRestockStore } from './restocks/store.redis.ts'
import { SqliteRestockStore } from './restocks/store.sqlite.ts'
import type { RestockStore } from './restocks/store.ts'

/** The stores of catalog's features, all in one SQLite file or one Redis. */
export interface Stores {
  products: ProductStore
  restocks: RestockStore
  reservations: ReservationStore
  close(): Promise<void>
}

/**
 * Opens the stores at STORE_URL.
 * @throws StartupError where it is malformed or unreachable.
 */
export async function openStores(
  settings: { STORE_URL: string; STORE_URL_FILE?: string; RETENTION_DAYS: number },
  log: StoreLog,
): Promise<Stores> {
  const location = parseStoreUrl(settings)
  const { products, restocks, reservations, close } =
    location.kind === 'sqlite'
      ? openSqliteStores(location.file, retentionOf(settings))
      : redisStores(await connectRedis(location, log), retentionOf(settings))
  return {
    products: observeStore(location.kind, 'products', products),
    restocks: observeStore(location.kind, 'restocks', restocks),
    reservations: observeStore(location.kind, 'reservations', reservations),
    close,
  }
}

function openSqliteStores(file: string, retention: number): Stores {
  const db = openSqlite(file, join(import.meta.dirname, 'migrations'))
  return {
    products: new SqliteProductStore(db),
    restocks: new SqliteRestockStore(db),
    reservations: new SqliteReservationStore(db, retention),
    close: async () => db.close(),
  }
}

function redisStores(redis: Redis, retention: number): Stores {
  return {
    products: new RedisProductStore(redis),
    restocks: new RedisRestockStore(redis),
    reservations: new RedisReservationStore(redis, retention),
    close: async () => redis.disconnect(),
  }
}

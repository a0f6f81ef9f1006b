import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { openStores } from '@slipway/catalog/src/open-stores.ts'
import { openStore } from '@slipway/orders/src/open-store.ts'
import { pino } from 'pino'

export type CatalogStores = Awaited<ReturnType<typeof openStores>>
export type OrderStore = Awaited<ReturnType<typeof openStore>>

/** What the services have stored. */
export interface Stored {
  catalog: CatalogStores
  orders: OrderStore
}

/** Where the services keep their data. Each process opens it for itself, and after a restart again. */
export interface Data extends AsyncDisposable {
  openCatalog(): Promise<CatalogStores>
  openOrders(): Promise<OrderStore>
  /** Deletes everything. */
  empty(): Promise<void>
  /** Waits until all is done that does not wait for something else. */
  settle(): Promise<void>
}

export const log = pino({ level: 'silent' })

export const openers = (catalog: string, orders: string) => ({
  openCatalog: () => openStores({ STORE_URL: catalog, RETENTION_DAYS: 30 }, log),
  openOrders: () => openStore({ STORE_URL: orders }, log),
})

/**
 * SQLite in memory, which all connections in this process share; tables and transactions are those of a file. What a
 * commit writes to the disk is not tested here: processes stop between operations, not the machine during one.
 */
export async function sqliteData(): Promise<Data> {
  const files = ['catalog', 'orders'].map((name) => `file:${name}?mode=memory&cache=shared`)
  const stores = openers(`sqlite:${files[0]}`, `sqlite:${files[1]}`)
  const opened = [await stores.openCatalog(), await stores.openOrders()] // they create the tables
  const databases = files.map((file) => new DatabaseSync(file, { enableForeignKeyConstraints: false })) // and these keep them
  for (const { close } of opened) await close()
  const deletions = databases.map((db) =>
    db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name }) => `DELETE FROM ${name};`)
      .join(''),
  )
  return {
    ...stores,
    empty: async () => databases.forEach((db, i) => void db.exec(deletions[i]!)),
    settle: () => turns(30),
    [Symbol.asyncDispose]: async () => databases.forEach((db) => void db.close()),
  }
}

/** Turns of the event loop. A request within this process takes far fewer. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await setImmediate()
}

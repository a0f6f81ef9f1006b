import { productRoutes } from '@slipway/catalog/src/products/routes.ts'
import { reservationRoutes } from '@slipway/catalog/src/reservations/routes.ts'
import { restockRoutes } from '@slipway/catalog/src/restocks/routes.ts'
import { CatalogClient } from '@slipway/orders/src/catalog-client.ts'
import { startRecovery } from '@slipway/orders/src/orders/recover-orders.ts'
import { orderRoutes } from '@slipway/orders/src/orders/routes.ts'
import { createService } from '@slipway/service-kit'
import type { Upstream } from '@slipway/upstream'
import type { FastifyInstance } from 'fastify'
import { type CatalogStores, log, type OrderStore } from './stores.ts'

/** No limits: a request whose process stopped counts as in flight for ever. */
const SETTINGS = {
  MAX_IN_FLIGHT: 0,
  MAX_EVENT_LOOP_DELAY_MS: 0,
  MAX_CONNECTIONS: 0,
  MAX_CONNECTIONS_PER_ADDRESS: 0,
}
const currency = 'EUR'

/** Builds what apps/catalog/src/app.ts builds, on these stores: add a feature's routes here too. The routes keep nothing in memory, so one app does for all runs. */
export async function buildCatalog(stores: Omit<CatalogStores, 'close'>): Promise<FastifyInstance> {
  const app = await createService({
    name: 'catalog',
    settings: { ...SETTINGS, INSTANCE: 'catalog' },
    logger: log,
  })
  await app.register(productRoutes, { store: stores.products, currency })
  await app.register(restockRoutes, { store: stores.restocks, currency })
  await app.register(reservationRoutes, { store: stores.reservations, currency })
  await app.ready()
  return app
}

/** Builds what apps/orders/src/app.ts builds; recovery runs when it is told to. */
export async function buildOrders(INSTANCE: string, store: OrderStore, upstream: Pick<Upstream, 'request'>) {
  const context = {
    store,
    catalog: new CatalogClient(upstream),
    recoverAfter: 3_000,
    retention: Number.POSITIVE_INFINITY,
    openLimits: { orders: 20, pieces: 2_000 },
  }
  const app = await createService({ name: 'orders', settings: { ...SETTINGS, INSTANCE }, logger: log })
  await app.register(orderRoutes, context)
  await app.ready()
  /** One round: starting it begins the first, stopping it waits for its end. */
  const recover = () => startRecovery(context, log, 1)()
  return { app, recover }
}

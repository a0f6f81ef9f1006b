import { addMethodNotAllowedRoutes, createService, openApiRoute, topologyRoute } from '@slipway/service-kit'
import { isStoreUnavailable, retentionOf } from '@slipway/store'
import { openUpstream } from '@slipway/upstream'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { CatalogClient } from './catalog-client.ts'
import type { Settings } from './config.ts'
import { openStore } from './open-store.ts'
import { startDeletion } from './orders/delete-old-data.ts'
import { startRecovery } from './orders/recover-orders.ts'
import { orderRoutes } from './orders/routes.ts'

/**
 * Builds the orders service: it places orders by reserving their lines at catalog, and settles every order.
 * @throws StartupError where the store is unreachable or CATALOG_URL is malformed.
 */
export async function buildApp(settings: Settings, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const upstream = await openUpstream('catalog', settings, logger)
  const store = await openStore(settings, logger)
  const context = {
    store,
    catalog: new CatalogClient(upstream),
    recoverAfter: settings.RECOVERY_AFTER_MS,
    retention: retentionOf(settings),
    openLimits: {
      orders: settings.MAX_OPEN_ORDERS_PER_SUBJECT,
      pieces: settings.MAX_OPEN_PIECES_PER_SUBJECT,
    },
  }
  const app = await createService({
    name: 'orders',
    settings,
    logger,
    upstreams: [upstream],
    isUnavailable: isStoreUnavailable,
  })
  app.decorate('openOrders', () => store.openOrders()) // for its metrics
  const stopRecovery = startRecovery(context, app.log, settings.RECOVERY_INTERVAL_MS)
  const stopDeletion = startDeletion(context, app.log, settings.RECOVERY_INTERVAL_MS)
  app.addHook('onClose', async () => {
    await Promise.all([stopRecovery(), stopDeletion()])
    await upstream.close()
    await store.close()
  })
  await app.register(openApiRoute)
  await app.register(topologyRoute)
  await app.register(orderRoutes, context)
  addMethodNotAllowedRoutes(app)
  return app
}

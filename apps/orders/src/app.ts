import { answerOtherMethods, createService, openApiRoute } from '@slipway/service-kit'
import { isStoreUnavailable } from '@slipway/store'
import { createUpstream, parseUpstreamUrls } from '@slipway/upstream'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { CatalogClient } from './catalog-client.ts'
import type { Settings } from './config.ts'
import { startRecovery } from './orders/recover-orders.ts'
import { orderRoutes } from './orders/routes.ts'
import { openStore } from './store.ts'

/** orders: places orders by asking catalog for a reservation, and brings every one of them to an end. */
export async function buildApp(settings: Settings, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const urls = parseUpstreamUrls('CATALOG_URL', settings.CATALOG_URL)
  const store = await openStore(settings)
  const upstream = await createUpstream({ urls, timeout: settings.CATALOG_TIMEOUT_MS, settings })
  const context = {
    store,
    catalog: new CatalogClient(upstream),
    recoverAfter: settings.RECOVERY_AFTER_MS,
  }
  const app = await createService({
    name: 'orders',
    settings,
    logger,
    isUnavailable: isStoreUnavailable,
  })
  const stopRecovery = startRecovery(context, app.log, settings.RECOVERY_INTERVAL_MS)
  app.addHook('onClose', async () => {
    await stopRecovery()
    await upstream.close()
    await store.close()
  })
  await app.register(openApiRoute)
  await app.register(orderRoutes, context)
  answerOtherMethods(app)
  return app
}

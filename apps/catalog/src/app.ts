import { addMethodNotAllowedRoutes, createService, openApiRoute } from '@slipway/service-kit'
import { isStoreUnavailable } from '@slipway/store'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Settings } from './config.ts'
import { openStores } from './open-stores.ts'
import { productRoutes } from './products/routes.ts'
import { seedDemoProducts } from './products/seed.ts'
import { reservationRoutes } from './reservations/routes.ts'
import { restockRoutes } from './restocks/routes.ts'

/**
 * Builds the catalog service: products, their stock, and the reservations that orders makes.
 * @throws StartupError where the store is unreachable.
 */
export async function buildApp(settings: Settings, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const stores = await openStores(settings, logger)
  const app = await createService({
    name: 'catalog',
    callers: { '/reservations/': ['orders'] },
    settings,
    logger,
    isUnavailable: isStoreUnavailable,
  })
  app.addHook('onClose', stores.close)
  if (settings.SEED === 'demo') await seedDemoProducts(stores.products, app.log)
  await app.register(openApiRoute)
  await app.register(productRoutes, { store: stores.products, currency: settings.CURRENCY })
  await app.register(restockRoutes, { store: stores.restocks, currency: settings.CURRENCY })
  await app.register(reservationRoutes, { store: stores.reservations, currency: settings.CURRENCY })
  addMethodNotAllowedRoutes(app)
  return app
}

import { answerOtherMethods, createService } from '@slipway/service-kit'
import { createUpstream, parseUpstreamUrls } from '@slipway/upstream'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Settings } from './config.ts'
import { docs } from './docs.ts'
import { routes } from './routes.ts'

/** gateway: the only process that is published; sends each request to an instance of the service it is for. */
export async function buildApp(settings: Settings, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const urls = {
    catalog: parseUpstreamUrls('CATALOG_URL', settings.CATALOG_URL),
    orders: parseUpstreamUrls('ORDERS_URL', settings.ORDERS_URL),
  }
  const upstreams = {
    catalog: await createUpstream({ urls: urls.catalog, timeout: settings.CATALOG_TIMEOUT_MS, settings }),
    orders: await createUpstream({ urls: urls.orders, timeout: settings.ORDERS_TIMEOUT_MS, settings }),
  }
  const app = await createService({ name: 'gateway', settings, logger, deadline: settings.DEADLINE_MS })
  app.addHook('onClose', async () => {
    await Promise.all(Object.values(upstreams).map((upstream) => upstream.close()))
  })
  await app.register(routes, upstreams)
  await app.register(docs, upstreams)
  answerOtherMethods(app)
  return app
}

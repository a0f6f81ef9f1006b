import swaggerUi from '@fastify/swagger-ui'
import { hidden } from '@slipway/service-kit'
import type { FastifyPluginAsync } from 'fastify'
import { openApiMerger } from './openapi.ts'
import type { Route } from './routes.ts'

const DOCUMENT = '/api/openapi.json'

/** The whole API as one OpenAPI document, and as a page to read and try it. */
export const docs: FastifyPluginAsync<{ routes: Route[] }> = async (app, { routes }) => {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, open: true } // to read without a token
  })
  const mergedDocument = openApiMerger(routes, app.identity)
  app.get(DOCUMENT, hidden, async (request) => mergedDocument(request))
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    // By default the plugin shows only the document of this process.
    uiConfig: { urls: [{ url: DOCUMENT, name: 'Slipway' }], tryItOutEnabled: true },
    uiHooks: {
      onRequest: (request, reply, next) =>
        /^\/api\/docs\/(json|yaml)(\?|$)/.test(request.url) ? void reply.redirect(DOCUMENT) : next(),
    },
    staticCSP:
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
    theme: { title: 'Slipway API' },
  })
}

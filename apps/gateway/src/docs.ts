import swaggerUi from '@fastify/swagger-ui'
import { hidden } from '@slipway/service-kit'
import type { FastifyPluginAsync } from 'fastify'
import { mergedDocument } from './openapi.ts'
import type { Upstreams } from './routes.ts'

/** The whole API as one OpenAPI document, and a page to read and try it. */
export const docs: FastifyPluginAsync<Upstreams> = async (app, upstreams) => {
  app.get('/', hidden, async (_request, reply) => reply.redirect('/api/docs'))
  app.get('/api/openapi.json', hidden, async (request) => mergedDocument(upstreams, request))
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    // `urls` goes before the document of this process alone, which the plugin would show.
    uiConfig: { urls: [{ url: '/api/openapi.json', name: 'Slipway' }], tryItOutEnabled: true },
    staticCSP: "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'",
    theme: { title: 'Slipway API' },
  })
}

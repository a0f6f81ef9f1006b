import { hidden } from '@slipway/service-kit'
import type { PublicService } from '@slipway/services'
import type { FastifyPluginAsync } from 'fastify'
import type { Route } from '../routes.ts'
import { events } from './events.ts'
import { pageFiles } from './files.ts'
import { identity } from './identity.ts'

/** Only what this gateway itself serves; no inline script, no inline style, and no text that becomes HTML. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

export interface PageOptions {
  routes: Route[]
  services: PublicService[]
  settings: { HOST: string; DEMO_TOKENS_FILE?: string; MAX_IN_FLIGHT: number }
}

/** The live page at `/`: its files, and the events that it shows. The browser itself sends the requests that it shows. */
export const page: FastifyPluginAsync<PageOptions> = async (app, { routes, services, settings }) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', POLICY)
    reply.header('referrer-policy', 'no-referrer')
  })
  for (const { path, type, content } of pageFiles()) {
    app.get(path, hidden, async (request, reply) => {
      const { body, gzip, etag } = content()
      // Kept by the browser, but asked for each time: after a deployment nobody sees half of the old page.
      reply.header('cache-control', 'no-cache').header('vary', 'accept-encoding').header('etag', `W/${etag}`)
      if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send()
      reply.type(type)
      const compressed = /\bgzip\b(?!;q=0)/.test(String(request.headers['accept-encoding']))
      return compressed ? reply.header('content-encoding', 'gzip').send(gzip) : reply.send(body)
    })
  }
  await app.register(identity, settings)
  const calling = services.filter(({ calls }) => calls.length > 0).map(({ name }) => name)
  const callers = routes.filter(({ service }) => calling.includes(service))
  await app.register(events, { callers, maxInFlight: settings.MAX_IN_FLIGHT })
}

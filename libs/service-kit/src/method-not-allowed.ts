import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { hidden } from './openapi.ts'
import { Problem } from './problem.ts'

const METHODS: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * Fastify answers 404 where a path exists but not with that method; RFC 9110 (15.5.6) wants 405 and
 * `Allow`. Remembers every path, then `answerOtherMethods` fills in what is missing.
 */
export const routeTablePlugin = fp(async (app) => {
  const paths = new Set<string>()
  app.decorate('paths', paths)
  app.addHook('onRoute', ({ url }: RouteOptions) => {
    paths.add(url)
  })
})

declare module 'fastify' {
  interface FastifyInstance {
    /** Every path that a route was registered for. */
    paths: Set<string>
  }
}

/** Adds a 405 for every method that a known path lacks. To be called after the last route. */
export function answerOtherMethods(app: FastifyInstance): void {
  for (const url of [...app.paths]) {
    if (url.includes('*')) continue // the proxy: the service behind it answers
    const allowed = METHODS.filter((method) => app.hasRoute({ method, url }))
    const others = METHODS.filter((method) => !allowed.includes(method))
    if (others.length === 0) continue
    const allow = allowed.join(', ')
    app.route({
      url,
      method: others,
      ...hidden,
      // Before the body is read: whatever it holds, the method is wrong.
      onRequest: async (request, reply) => {
        reply.header('allow', allow)
        throw new Problem(
          405,
          'method-not-allowed',
          `${request.method} is not possible here. Allowed: ${allow}.`,
        )
      },
      handler: async () => {},
    })
  }
}

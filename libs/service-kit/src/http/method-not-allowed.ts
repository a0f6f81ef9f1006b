import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../api/problem.ts'
import { hidden } from './openapi.ts'

const METHODS: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY']

/**
 * Fastify responds with 404 if a path exists, but not with that method; RFC 9110 (15.5.6) requires 405 and
 * `Allow`. This plugin collects every path for `addMethodNotAllowedRoutes`.
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
    /** Every path with a route. */
    paths: Set<string>
  }
}

/** Adds a 405 for every method that a known path lacks. Call it after the last route. */
export function addMethodNotAllowedRoutes(app: FastifyInstance): void {
  for (const url of [...app.paths]) {
    const allowed = METHODS.filter((method) => app.hasRoute({ method, url }))
    const others = METHODS.filter((method) => !allowed.includes(method))
    if (others.length === 0) continue
    const allow = allowed.join(', ')
    app.route({
      url,
      method: others,
      ...hidden,
      // Before the body is parsed: the method is wrong whatever the body contains.
      onRequest: async (request, reply) => {
        reply.header('allow', allow)
        throw new Problem(
          405,
          'method-not-allowed',
          `${request.method} is not allowed here. Allowed: ${allow}.`,
        )
      },
      handler: async () => {},
    })
  }
}

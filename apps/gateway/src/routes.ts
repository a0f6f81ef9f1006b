import type { Upstream } from '@slipway/upstream'
import type { FastifyPluginAsync } from 'fastify'
import { proxy } from './proxy.ts'

/** A path prefix, and the service that all requests below it go to. */
export interface Route {
  path: string
  service: string
  upstream: Upstream
}

/**
 * Registers the routes: each service declares its path in its package.json (`service.path`). The services own these
 * paths themselves, so nothing is rewritten; any other path (such as `/topology`) cannot be reached from outside.
 */
export const routes: FastifyPluginAsync<{ routes: Route[] }> = async (app, { routes }) => {
  for (const { path, service, upstream } of routes) {
    await app.register(proxy, { prefix: path, service, upstream })
  }
}

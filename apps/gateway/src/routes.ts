import type { Upstream } from '@slipway/upstream'
import type { FastifyPluginAsync } from 'fastify'
import { proxy } from './proxy.ts'

export interface Upstreams {
  catalog: Upstream
  orders: Upstream
}

/**
 * Which path goes to which service. The services own these paths themselves, so nothing is rewritten; what
 * is not named here (`/reservations`, say) cannot be reached from outside.
 */
export const routes: FastifyPluginAsync<Upstreams> = async (app, { catalog, orders }) => {
  await app.register(proxy, { prefix: '/api/products', service: 'catalog', upstream: catalog })
  await app.register(proxy, { prefix: '/api/orders', service: 'orders', upstream: orders })
}

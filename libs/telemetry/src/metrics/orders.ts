import type { Registry } from '@prometheus-io/client'
import type { FastifyInstance } from 'fastify'
import type { Count } from './counters.ts'
import { measureOpenOrders } from './open-orders.ts'

/** The metrics of the service that stores orders; any other has none of them. */
export function measureOrders(
  registry: Registry,
  count: Count,
  app: Pick<FastifyInstance, 'openOrders' | 'log'>,
): void {
  if (!app.openOrders) return
  measureOpenOrders(registry, () => app.openOrders!(), app.log)
  count(
    'order',
    'slipway_orders_total',
    'Orders that reached a status; pending: all that were written.',
    ({ status }) => ({ status }),
    ['pending', 'confirmed', 'rejected', 'cancelling', 'cancelled'].map((status) => ({ status })),
  )
  count(
    'order-repeated',
    'slipway_repeated_orders_total',
    'Orders that were asked for again with their key.',
    () => ({}),
    [{}],
  )
  count(
    'recovery',
    'slipway_recoveries_total',
    'Attempts of recovery to settle an order; stuck: it failed so often that somebody has to look at it.',
    ({ outcome }) => ({ outcome }),
    ['settled', 'outage', 'postponed', 'stuck'].map((outcome) => ({ outcome })),
  )
}

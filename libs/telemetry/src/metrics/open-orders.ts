import { Gauge, type Registry } from '@prometheus-io/client'
import type { OpenOrders } from '@slipway/observe'

declare module 'fastify' {
  interface FastifyInstance {
    /** Provided by the service that stores orders, for its metrics. */
    openOrders?(): Promise<OpenOrders>
  }
}

const MAX_AGE = 5_000 // ms, so that several scrapers do not mean several queries

/** Asks the store at a scrape. If it is unavailable, these metrics are missing, and all others are there. */
export function measureOpenOrders(
  registry: Registry,
  query: () => Promise<OpenOrders>,
  log: { warn(details: object, message: string): void },
  now = () => performance.now(),
): void {
  let asked: Promise<OpenOrders | undefined> | undefined
  let askedAt = 0
  const ask = () => {
    if (!asked || now() - askedAt >= MAX_AGE) {
      askedAt = now()
      asked = query().catch((error: Error) => {
        log.warn({ reason: error.message }, 'open orders cannot be counted')
        return undefined
      })
    }
    return asked
  }
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    valuesOf: (orders: OpenOrders) => Value[],
  ) =>
    void new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const orders = await ask()
        this.reset()
        if (orders) for (const { labels, value } of valuesOf(orders)) this.set(labels, value)
        else if (labelNames.length === 0) this.remove() // it was reset to 0, which would look like good news
      },
    })
  gauge('slipway_open_orders', 'Orders that wait for catalog, in the whole store.', ['status'], (orders) => [
    { labels: { status: 'pending' }, value: orders.pending },
    { labels: { status: 'cancelling' }, value: orders.cancelling },
  ])
  gauge(
    'slipway_oldest_pending_order_age_seconds',
    'Time since the oldest pending order was placed, in the whole store; 0 without any.',
    [],
    ({ oldestPending: oldest }) => [
      { labels: {}, value: oldest === undefined ? 0 : (Date.now() - oldest) / 1_000 },
    ],
  )
  gauge(
    'slipway_stuck_orders',
    'Open orders that recovery fails to settle although nothing is unavailable, in the whole store.',
    [],
    ({ stuck }) => [{ labels: {}, value: stuck }],
  )
}

interface Value {
  labels: Record<string, string>
  value: number
}

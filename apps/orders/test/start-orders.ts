import { readSettings } from '@slipway/service-kit'
import { silentLogger, temporaryFolder } from '@slipway/testing'
import type { FastifyBaseLogger } from 'fastify'
import supertest from 'supertest'
import { buildApp } from '../src/app.ts'
import { Settings } from '../src/config.ts'

export const lines = [
  { sku: 'oar', quantity: 2 },
  { sku: 'rope', quantity: 1 },
]

/**
 * Starts an orders service on a free port, with a store of its own; disposing it deletes the store. Its
 * recovery runs often, but only claims orders that are a minute old.
 */
export async function startOrders(
  catalogUrl: string,
  environment: Record<string, string> = {},
  logger: FastifyBaseLogger = silentLogger,
) {
  await using starting = new AsyncDisposableStack()
  const folder = starting.use(temporaryFolder())
  const defaults = {
    STORE_URL: `sqlite:${folder.path}/orders.db`,
    INSTANCE: 'orders-1',
    CATALOG_URL: catalogUrl,
    CATALOG_TIMEOUT_MS: '5000',
    RECOVERY_AFTER_MS: '60000',
    RECOVERY_INTERVAL_MS: '20',
  }
  const settings = readSettings(Settings, { ...defaults, ...environment })
  const app = starting.adopt(await buildApp(settings, logger), (app) => app.close())
  // A request that hangs fails before its test times out: a test that times out disposes nothing.
  const api = supertest.agent(await app.listen({ host: '127.0.0.1', port: 0 })).timeout(10_000)
  const started = starting.move()
  return {
    api,
    place: (key: string, body: unknown = { lines }) =>
      api
        .post('/api/orders')
        .set('idempotency-key', key)
        .send(body as object),
    cancel: (id: string) => api.put(`/api/orders/${id}/cancellation`),
    status: async (id: string) => (await api.get(`/api/orders/${id}`).expect(200)).body.status as string,
    /** The ids of the orders with an open status. */
    open: async (status: string) =>
      (await api.get('/api/orders').query({ status, limit: 100 }).expect(200)).body.items.map(
        ({ id }: { id: string }) => id,
      ) as string[],
    count: async () => (await api.get('/api/orders').expect(200)).body.items.length as number,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

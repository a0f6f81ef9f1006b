import { readSettings } from '@slipway/service-kit'
import { silentLogger, temporaryFolder } from '@slipway/testing'
import supertest from 'supertest'
import { buildApp } from '../src/app.ts'
import { Settings } from '../src/config.ts'

export const lines = [
  { sku: 'oar', quantity: 2 },
  { sku: 'rope', quantity: 1 },
]

/** An orders of a test's own on a free port. Its recovery looks often, but only at orders a minute old. */
export async function startOrders(catalogUrl: string, environment: Record<string, string> = {}) {
  const folder = temporaryFolder()
  const defaults = {
    STORE_URL: `sqlite:${folder.path}/orders.db`,
    INSTANCE: 'orders-1',
    CATALOG_URL: catalogUrl,
    CATALOG_TIMEOUT_MS: '5000',
    RECOVERY_AFTER_MS: '60000',
    RECOVERY_INTERVAL_MS: '20',
  }
  const app = await buildApp(readSettings(Settings, { ...defaults, ...environment }), silentLogger)
  const api = supertest(await app.listen({ host: '127.0.0.1', port: 0 }))
  return {
    api,
    place: (key: string, body: unknown = { lines }) =>
      api
        .post('/api/orders')
        .set('idempotency-key', key)
        .send(body as object),
    status: async (id: string) => (await api.get(`/api/orders/${id}`).expect(200)).body.status as string,
    count: async () => (await api.get('/api/orders').expect(200)).body.items.length as number,
    async [Symbol.asyncDispose]() {
      await app.close()
      folder[Symbol.dispose]()
    },
  }
}

import { readSettings } from '@slipway/service-kit'
import { silentLogger, temporaryFolder } from '@slipway/testing'
import type { FastifyBaseLogger } from 'fastify'
import supertest from 'supertest'
import { buildApp } from '../src/app.ts'
import { Settings } from '../src/config.ts'

/** Starts a catalog on a free port, with a store of its own; disposing it deletes the store. */
export async function startCatalog(
  environment: Record<string, string> = {},
  logger: FastifyBaseLogger = silentLogger,
) {
  await using starting = new AsyncDisposableStack()
  const folder = starting.use(temporaryFolder())
  const defaults = { STORE_URL: `sqlite:${folder.path}/catalog.db`, INSTANCE: 'catalog-1' }
  const settings = readSettings(Settings, { ...defaults, ...environment })
  const app = starting.adopt(await buildApp(settings, logger), (app) => app.close())
  // A request that hangs fails before its test times out: a test that times out disposes nothing.
  const api = supertest.agent(await app.listen({ host: '127.0.0.1', port: 0 })).timeout(10_000)
  const started = starting.move()
  return {
    api,
    available: async (sku: string) => (await api.get(`/api/products/${sku}`).expect(200)).body.available,
    restock: (sku: string, quantity: unknown, key: string) =>
      api.post(`/api/products/${sku}/restocks`).set('idempotency-key', key).send({ quantity }),
    reserve: (orderId: string, lines: unknown) => api.put(`/reservations/${orderId}`).send({ lines }),
    release: (orderId: string) => api.put(`/reservations/${orderId}/release`),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

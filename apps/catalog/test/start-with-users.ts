import { createService, LOCAL_USER, readSettings, type User } from '@slipway/service-kit'
import { silentLogger } from '@slipway/testing'
import type { FastifyBaseLogger } from 'fastify'
import supertest from 'supertest'
import { Settings } from '../src/config.ts'
import { productRoutes } from '../src/products/routes.ts'
import { restockRoutes } from '../src/restocks/routes.ts'
import { open } from './open.ts'

export const USERS = {
  ada: { subject: 'ada', isOperator: false },
  bob: { subject: 'bob', isOperator: false },
  operator: { subject: 'operator', isOperator: true },
  local: LOCAL_USER,
} satisfies Record<string, User>
export type UserName = keyof typeof USERS

/** Catalog's public routes with ten oars in stock, for users that the test names instead of sending tokens. */
export async function startWithUsers(storeUrl: string, logger: FastifyBaseLogger = silentLogger) {
  await using starting = new AsyncDisposableStack()
  const stores = starting.use(await open(storeUrl, [{ sku: 'oar', name: 'Oar', amount: 500, stock: 10 }]))
  const service = await createService({ name: 'catalog', settings: readSettings(Settings, {}), logger })
  const app = starting.adopt(service, (app) => app.close())
  app.addHook('onRequest', async (request) => {
    request.user = USERS[request.headers['x-test-user'] as UserName]
  })
  await app.register(productRoutes, { store: stores.products, currency: 'EUR' })
  await app.register(restockRoutes, { store: stores.restocks, currency: 'EUR' })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const started = starting.move()
  return {
    stock: async () => (await stores.products.get('oar'))!.stock,
    /** What this user can send. */
    as: (user: UserName) => {
      const api = supertest.agent(url).timeout(10_000).set('x-test-user', user)
      return {
        api,
        put: (body: object = { name: 'Oar, long', price: { amount: 900 } }) =>
          api.put('/api/products/oar').send(body),
        restock: (key: string, body: object = { quantity: 5 }) =>
          api.post('/api/products/oar/restocks').set('idempotency-key', key).send(body),
      }
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

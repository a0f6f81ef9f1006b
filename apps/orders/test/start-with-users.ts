import { createService, LOCAL_USER, readSettings, type User } from '@slipway/service-kit'
import { silentLogger } from '@slipway/testing'
import type { FastifyBaseLogger } from 'fastify'
import supertest from 'supertest'
import type { CatalogClient } from '../src/catalog-client.ts'
import { Settings } from '../src/config.ts'
import { orderRoutes } from '../src/orders/routes.ts'
import { open } from './open.ts'

export const USERS = {
  ada: { subject: 'ada', isOperator: false },
  bob: { subject: 'bob', isOperator: false },
  operator: { subject: 'operator', isOperator: true },
  local: LOCAL_USER,
} satisfies Record<string, User>
export type UserName = keyof typeof USERS

export const lines = [{ sku: 'oar', quantity: 2 }]
const unitPrice = { amount: 150, currency: 'EUR' }

/** A catalog that reserves everything, or is unavailable. */
function catalogThat(isAvailable: () => boolean): CatalogClient {
  const decide = async <T>(decision: T): Promise<T> => {
    if (isAvailable()) return decision
    throw new Error('catalog is unavailable')
  }
  const catalog: Pick<CatalogClient, 'reserve' | 'release'> = {
    reserve: (orderId, lines) =>
      decide({ orderId, status: 'reserved', lines: lines.map((line) => ({ ...line, unitPrice })) }),
    release: () => decide(undefined),
  }
  return catalog as CatalogClient
}

/** The routes of orders, for users that the test names instead of sending tokens. Without recovery. */
export async function startWithUsers(
  storeUrl: string,
  { logger = silentLogger, openLimits = { orders: 20, pieces: 2_000 } }: Options = {},
) {
  await using starting = new AsyncDisposableStack()
  const { store } = starting.use(await open(storeUrl))
  const settings = readSettings(Settings, { CATALOG_URL: 'http://127.0.0.1:1' })
  const app = starting.adopt(await createService({ name: 'orders', settings, logger }), (app) => app.close())
  app.addHook('onRequest', async (request) => {
    request.user = USERS[request.headers['x-test-user'] as UserName]
  })
  const state = { catalogAvailable: true }
  const catalog = catalogThat(() => state.catalogAvailable)
  const retention = Number.POSITIVE_INFINITY
  await app.register(orderRoutes, { store, catalog, recoverAfter: 60_000, retention, openLimits })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const started = starting.move()
  return {
    state,
    store,
    /** What this user can send. */
    as: (user: UserName) => {
      const api = supertest.agent(url).timeout(10_000).set('x-test-user', user)
      return {
        api,
        place: (key: string, body: object = { lines }) =>
          api.post('/api/orders').set('idempotency-key', key).send(body),
        read: (id: string) => api.get(`/api/orders/${id}`),
        list: (query: Record<string, string> = {}) => api.get('/api/orders').query(query),
        cancel: (id: string) => api.put(`/api/orders/${id}/cancellation`),
      }
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

interface Options {
  logger?: FastifyBaseLogger
  openLimits?: { orders: number; pieces: number }
}

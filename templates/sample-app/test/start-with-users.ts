import { createService, LOCAL_USER, readSettings, type User } from '@slipway/service-kit'
import { silentLogger } from '@slipway/testing'
import type { FastifyBaseLogger } from 'fastify'
import supertest from 'supertest'
import { Settings } from '../src/config.ts'
import { sparePartRoutes } from '../src/spare-parts/routes.ts'
import { open } from './open.ts'

export const USERS = {
  ada: { subject: 'ada', isOperator: false },
  operator: { subject: 'operator', isOperator: true },
  local: LOCAL_USER,
} satisfies Record<string, User>
export type UserName = keyof typeof USERS

/** The routes with one spare part, for users that the test names instead of sending tokens. */
export async function startWithUsers(storeUrl: string, logger: FastifyBaseLogger = silentLogger) {
  await using starting = new AsyncDisposableStack()
  const { store } = starting.use(await open(storeUrl))
  await store.put({ id: 'first', name: 'First' })
  const settings = readSettings(Settings, {
    CALLEE_SERVICE_URL: 'http://127.0.0.1:1', // add-service: calls
  })
  const service = await createService({ name: 'sample-app', settings, logger })
  const app = starting.adopt(service, (app) => app.close())
  app.addHook('onRequest', async (request) => {
    request.user = USERS[request.headers['x-test-user'] as UserName]
  })
  await app.register(sparePartRoutes, {
    store,
    calleeService: { checkLive: async () => {} }, // add-service: calls
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const started = starting.move()
  return {
    store,
    /** What this user can send. */
    as: (user: UserName) => supertest.agent(url).timeout(10_000).set('x-test-user', user),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

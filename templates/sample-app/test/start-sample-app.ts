import { readSettings } from '@slipway/service-kit'
import {
  silentLogger,
  temporaryFolder, // add-service: store
} from '@slipway/testing'
import supertest from 'supertest'
import { buildApp } from '../src/app.ts'
import { Settings } from '../src/config.ts'
import { startCallee } from './start-callee.ts' // add-service: calls

/** Starts a sample-app on a free port, with data of its own, if it has any; disposing it deletes them. */
export async function startSampleApp(environment: Record<string, string> = {}) {
  await using starting = new AsyncDisposableStack()
  const folder = starting.use(temporaryFolder()) // add-service: store
  const callee = starting.use(await startCallee()) // add-service: calls
  const defaults = {
    STORE_URL: `sqlite:${folder.path}/sample-app.db`, // add-service: store
    INSTANCE: 'sample-app-1',
    CALLEE_SERVICE_URL: callee.url, // add-service: calls
  }
  const settings = readSettings(Settings, { ...defaults, ...environment })
  const app = starting.adopt(await buildApp(settings, silentLogger), (app) => app.close())
  // A request that hangs fails before its test times out: a test that times out disposes nothing.
  const api = supertest.agent(await app.listen({ host: '127.0.0.1', port: 0 })).timeout(10_000)
  const started = starting.move()
  return {
    api,
    callee, // add-service: calls
    put: (id: string, body: unknown) => api.put(`/api/spare-parts/${id}`).send(body as object), // add-service: store
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

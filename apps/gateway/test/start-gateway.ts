import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { readSettings } from '@slipway/service-kit'
import type { PublicService } from '@slipway/services'
import { listen, silentLogger } from '@slipway/testing'
import type { FastifyBaseLogger } from 'fastify'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { buildApp } from '../src/app.ts'
import { gatewaySettings, type Settings } from '../src/config.ts'

/** The services that the gateway routes to in tests: not those of this repository, so that none has to run. */
export const SERVICES: PublicService[] = ['items', 'notes'].map((name, index) => ({
  ...{ name, path: `/api/${name}`, port: 3001 + index, replicas: 2, timeoutMs: 10_000 },
  ...{ published: false, store: false, calls: name === 'notes' ? ['items'] : [], env: {} },
}))

interface Received {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: string
}

const respondOk: RequestListener = (_request, response) => response.end('ok')

/** A service behind the gateway that records each request, and then responds as the test wants. */
export async function startService(respond: RequestListener = respondOk) {
  const received: Received[] = []
  const server = await listen(async (request, response) => {
    const body = (await buffer(request)).toString('latin1')
    received.push({ method: request.method!, url: request.url!, headers: request.headers, body })
    respond(request, response)
  })
  return { ...server, received }
}

/** With these, no request times out on a busy machine unless the test sets a timeout. */
const LONG_TIMEOUTS = { DEADLINE_MS: 30_000, CONNECT_TIMEOUT_MS: 5_000 }

type TestSettings = Partial<Settings & Record<'ITEMS_TIMEOUT_MS' | 'NOTES_TIMEOUT_MS', number>>

/** A gateway in front of the services at these URLs. */
export async function startGateway(
  settings: { ITEMS_URL: string; NOTES_URL: string } & TestSettings,
  logger: FastifyBaseLogger = silentLogger,
) {
  const environment = {
    INSTANCE: 'gateway-1',
    ...Object.fromEntries(
      Object.entries({ ...LONG_TIMEOUTS, ...settings }).map(([name, value]) => [name, String(value)]),
    ),
  }
  const app = await buildApp(SERVICES, readSettings(gatewaySettings(SERVICES), environment), logger)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, app, [Symbol.asyncDispose]: () => app.close() }
}

/** A gateway in front of one instance each of items and notes, which respond alike. */
export async function startSystem(respond?: RequestListener, settings: TestSettings = {}) {
  const items = await startService(respond)
  const notes = await startService(respond)
  const gateway = await startGateway({ ITEMS_URL: items.url, NOTES_URL: notes.url, ...settings })
  return {
    url: gateway.url,
    items,
    notes,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await Promise.all([items, notes].map((service) => service[Symbol.asyncDispose]()))
    },
  }
}

/** One system for all tests of a file, which must not be concurrent; each sees only the requests of its own. */
export function sharedSystem(respond?: RequestListener) {
  let system: Awaited<ReturnType<typeof startSystem>>
  beforeAll(async () => {
    system = await startSystem(respond)
  })
  beforeEach(() => {
    for (const { received } of [system.items, system.notes]) received.length = 0
  })
  afterAll(() => system[Symbol.asyncDispose]())
  return () => system
}

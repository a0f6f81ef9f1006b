import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { readSettings } from '@slipway/service-kit'
import { listen, silentLogger } from '@slipway/testing'
import { buildApp } from '../src/app.ts'
import { Settings } from '../src/config.ts'

interface Received {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: string
}

const answerOk: RequestListener = (_request, response) => response.end('ok')

/** A service behind the gateway that keeps what it was sent, and then does what the test wants. */
export async function startService(answer: RequestListener = answerOk) {
  const received: Received[] = []
  const server = await listen(async (request, response) => {
    const body = (await buffer(request)).toString('latin1')
    received.push({ method: request.method!, url: request.url!, headers: request.headers, body })
    answer(request, response)
  })
  return { ...server, received }
}

/** The address of a service that is away: its port refuses connections. */
export async function serviceThatIsAway(): Promise<string> {
  await using server = await listen(answerOk)
  return server.url
}

/** A gateway that listens, in front of services at these addresses. */
export async function startGateway(
  settings: Pick<Settings, 'CATALOG_URL' | 'ORDERS_URL'> & Partial<Settings>,
) {
  const defaults = { CATALOG_TIMEOUT_MS: 10_000, ORDERS_TIMEOUT_MS: 10_000, DEADLINE_MS: 30_000 }
  const environment = {
    INSTANCE: 'gateway-1',
    ...Object.fromEntries(
      Object.entries({ ...defaults, ...settings }).map(([name, value]) => [name, String(value)]),
    ),
  }
  const app = await buildApp(readSettings(Settings, environment), silentLogger)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, app, [Symbol.asyncDispose]: () => app.close() }
}

/** A gateway with a catalog and an orders service that answer alike. */
export async function startSystem(answer?: RequestListener, settings: Partial<Settings> = {}) {
  const catalog = await startService(answer)
  const orders = await startService(answer)
  const gateway = await startGateway({ CATALOG_URL: catalog.url, ORDERS_URL: orders.url, ...settings })
  return {
    url: gateway.url,
    catalog,
    orders,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await Promise.all([catalog, orders].map((service) => service[Symbol.asyncDispose]()))
    },
  }
}

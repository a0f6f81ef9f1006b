import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { Type } from 'typebox'
import {
  addMethodNotAllowedRoutes,
  createService,
  IdempotencyHeaders,
  type ServiceOptions,
} from '../src/index.ts'

/** The error of an unavailable store, in the service under test. */
export class StoreUnavailable extends Error {}

const NewThing = Type.Object(
  { name: Type.Optional(Type.String()), quantity: Type.Integer({ minimum: 1 }) },
  { additionalProperties: false },
)
const Query = Type.Object(
  { limit: Type.Optional(Type.Integer()), text: Type.Optional(Type.String()) },
  { additionalProperties: false },
)

export const NO_LIMITS: ServiceOptions['settings'] = {
  INSTANCE: 'things-1',
  MAX_IN_FLIGHT: 0,
  MAX_EVENT_LOOP_DELAY_MS: 0,
  MAX_CONNECTIONS: 0,
  MAX_CONNECTIONS_PER_ADDRESS: 0,
}

export interface TestService extends AsyncDisposable {
  app: FastifyInstance
  port: number
}

/** A service on a free port, with a few routes. */
export async function startTestService(
  options: Partial<ServiceOptions> = {},
  addRoutes: (app: FastifyInstance) => void = () => {},
): Promise<TestService> {
  const app = await createService({
    name: 'things',
    settings: NO_LIMITS,
    logger: pino({ level: 'silent' }),
    isUnavailable: (error) => error instanceof StoreUnavailable,
    ...options,
  })
  app.get('/things/:id', { schema: { querystring: Query } }, async ({ query }) => query)
  app.post('/things', { schema: { body: NewThing } }, async ({ body }) => body)
  app.post('/keyed', { schema: { headers: IdempotencyHeaders } }, async () => ({}))
  app.get('/unavailable', async () => {
    throw new StoreUnavailable('connect ECONNREFUSED 10.0.0.7:6379')
  })
  app.get('/bug', async () => {
    throw new TypeError('cannot read the password hunter2')
  })
  addRoutes(app)
  addMethodNotAllowedRoutes(app)
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    app,
    port: (app.server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => app.close(),
  }
}

/** Sends bytes as they are, and returns the response, read until the server closes the connection. */
export async function exchange(port: number, bytes: string): Promise<RawResponse> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  await once(socket, 'connect')
  socket.write(bytes, 'latin1')
  let text = ''
  for await (const chunk of socket) text += chunk
  return parseResponse(text)
}

export interface RawResponse {
  status: number
  headers: Headers
  body: string
}

function parseResponse(text: string): RawResponse {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2)
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = new Headers(lines.map((line) => line.split(/: ?(.*)/, 2) as [string, string]))
  return { status: Number(statusLine.split(' ')[1]), headers, body }
}

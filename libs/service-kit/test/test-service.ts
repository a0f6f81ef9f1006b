import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { silentLogger } from '@slipway/testing'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { answerOtherMethods, createService, IdempotencyHeaders, type ServiceOptions } from '../src/index.ts'

/** What the service under test takes for a store that is away. */
export class StoreAway extends Error {}

const NewThing = Type.Object(
  { name: Type.Optional(Type.String()), quantity: Type.Integer({ minimum: 1 }) },
  { additionalProperties: false },
)
const Query = Type.Object({ limit: Type.Optional(Type.Integer()) }, { additionalProperties: false })

export interface TestService extends AsyncDisposable {
  app: FastifyInstance
  port: number
}

/** A service on a free port, with a few routes of its own. */
export async function startTestService(
  options: Partial<ServiceOptions> = {},
  addRoutes: (app: FastifyInstance) => void = () => {},
): Promise<TestService> {
  const app = await createService({
    name: 'things',
    settings: { INSTANCE: 'things-1', MAX_IN_FLIGHT: 0, MAX_EVENT_LOOP_DELAY_MS: 0 },
    logger: silentLogger,
    isUnavailable: (error) => error instanceof StoreAway,
    ...options,
  })
  app.get('/things/:id', { schema: { querystring: Query } }, async ({ query }) => query)
  app.post('/things', { schema: { body: NewThing } }, async ({ body }) => body)
  app.post('/keyed', { schema: { headers: IdempotencyHeaders } }, async () => ({}))
  app.get('/away', async () => {
    throw new StoreAway('connect ECONNREFUSED 10.0.0.7:6379')
  })
  app.get('/bug', async () => {
    throw new TypeError('cannot read the password hunter2')
  })
  addRoutes(app)
  answerOtherMethods(app)
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    app,
    port: (app.server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => app.close(),
  }
}

/** Sends bytes as they are, and answers with all that comes back until the server closes. */
export async function exchange(port: number, bytes: string): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  await once(socket, 'connect')
  socket.write(bytes, 'latin1')
  let text = ''
  for await (const chunk of socket) text += chunk
  return parseAnswer(text)
}

export interface RawAnswer {
  status: number
  headers: Headers
  body: string
}

function parseAnswer(text: string): RawAnswer {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2)
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = new Headers(lines.map((line) => line.split(/: ?(.*)/, 2) as [string, string]))
  return { status: Number(statusLine.split(' ')[1]), headers, body }
}

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CALLER_TOKEN_HEADER } from '@slipway/contracts'
import { identityOf, startIssuer, type TestIssuer, temporaryFolder } from '@slipway/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { send } from './send.ts'
import { startSystem } from './start-gateway.ts'

const folder = temporaryFolder()
let users: TestIssuer
let system: Awaited<ReturnType<typeof startSystem>>
/** What the service responds with. */
let respond: { status: number; headers: Record<string, string> }

beforeAll(async () => {
  users = await startIssuer()
  writeFileSync(join(folder.path, 'items'), 'token-for-items')
  writeFileSync(join(folder.path, 'notes'), 'token-for-notes')
  const settings = { ...identityOf(users), CALLER_TOKEN_FILE: join(folder.path, '{service}') }
  system = await startSystem(
    (_request, response) => response.writeHead(respond.status, respond.headers).end('{}'),
    settings as object,
  )
})
beforeEach(() => {
  respond = { status: 200, headers: {} }
  system.items.received.length = 0
})
afterAll(async () => {
  await system[Symbol.asyncDispose]()
  await users[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const get = (path: string, headers: Record<string, string> = {}) => fetch(system.url + path, { headers })
const bearer = async (subject = 'ada') => ({
  authorization: `Bearer ${await users.sign(subject, 'slipway')}`,
})

test('a request without a valid token does not reach the service', async () => {
  const expired = await users.sign('ada', 'slipway', { claims: { exp: 1 } })
  for (const headers of [{}, { authorization: `Bearer ${expired}` }] as Record<string, string>[]) {
    expect((await get('/api/items', headers)).status).toBe(401)
    expect((await get('/api/items/1', headers)).status).toBe(401)
  }
  expect(system.items.received).toEqual([])
})

test('one with a token does, with that token: the service verifies it again', async () => {
  const headers = await bearer()
  expect((await get('/api/items', headers)).status).toBe(200)
  expect(system.items.received[0]!.headers.authorization).toBe(headers.authorization)
})

test('the service gets the token of the gateway, never one that a client sends', async () => {
  const forged = { ...(await bearer()), [CALLER_TOKEN_HEADER]: 'forged' }
  await get('/api/items', forged)
  expect(system.items.received[0]!.headers[CALLER_TOKEN_HEADER]).toBe('token-for-items')
})

test('a client cannot have its token removed on the way to the service, by naming it in Connection', async () => {
  const headers = await bearer()
  const { status } = await send(system.url, '/api/items', {
    headers: { ...headers, connection: 'authorization, x-caller-token' },
  })
  expect(status).toBe(200)
  expect(system.items.received[0]!.headers).toMatchObject({
    ...headers,
    [CALLER_TOKEN_HEADER]: 'token-for-items',
  })
})

test.each(['/livez', '/readyz', '/api/openapi.json', '/api/docs', '/'])('%s needs no token', async (path) => {
  expect((await get(path)).status).toBe(200)
})

test('the document says that tokens are needed', async () => {
  const document = (await (await get('/api/openapi.json')).json()) as Record<string, never>
  expect(document).toMatchObject({
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  })
})

test.each([401, 403])(
  'a service that does not accept this gateway (%i) is unavailable: the client has done nothing wrong',
  async (status) => {
    respond = { status, headers: { 'www-authenticate': 'Bearer realm="services"' } }
    const response = await get('/api/items', await bearer())
    expect(response.status).toBe(503)
    expect(response.headers.get('www-authenticate')).toBeNull()
  },
)

test('what a service refuses a user is passed on', async () => {
  respond = { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }
  const response = await get('/api/items', await bearer())
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
})

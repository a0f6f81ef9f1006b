import type { OutgoingHttpHeaders } from 'node:http'
import { expect, test } from 'vitest'
import { send } from './send.ts'
import { sharedSystem } from './start-gateway.ts'

const system = sharedSystem()

async function headersReceived(headers: OutgoingHttpHeaders, method = 'GET') {
  const { url, items } = system()
  const body = method === 'POST' ? { body: ['{}'] } : {}
  const response = await send(url, '/api/items', { method, headers, ...body })
  expect(response.status).toBe(200)
  return { received: items.received[0]!.headers, response, url }
}

test.each([
  ['keep-alive', 'timeout=5'],
  ['te', 'trailers'],
  ['trailer', 'x-sum'],
  ['proxy-authorization', 'Basic c2VjcmV0'],
  ['proxy-authenticate', 'Basic'],
  ['proxy-connection', 'keep-alive'],
  ['upgrade', 'websocket'],
  ['forwarded', 'for=1.2.3.4'],
  ['x-real-ip', '1.2.3.4'],
  ['x-forwarded-port', '1'],
  ['x-forwarded-server', 'evil'],
  ['x-forwarded-prefix', '/evil'],
  ['x-forwarded-scheme', 'https'],
  ['x-forwarded-ssl', 'on'],
  ['x-forwarded-user', 'admin'],
  ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  ['tracestate', 'client=1'],
])('the request header %s is not forwarded', async (name, value) => {
  const connection = name === 'upgrade' ? { connection: 'upgrade' } : {}
  const { received } = await headersReceived({ [name]: value, ...connection }, 'POST')

  expect(received).not.toHaveProperty(name)
})

test('Connection and the headers that it names are not forwarded', async () => {
  const { received } = await headersReceived({
    connection: 'close, X-Secret , x-other',
    'x-secret': '1',
    'x-other': '2',
    'x-kept': '3',
  })

  expect(received).not.toHaveProperty('x-secret')
  expect(received).not.toHaveProperty('x-other')
  expect(received['x-kept']).toBe('3')
  expect(received.connection).not.toContain('close')
})

test('Connection cannot remove headers that the gateway adds', async () => {
  const { received } = await headersReceived({
    connection: 'x-request-id, x-forwarded-for, host',
    'x-request-id': 'mine-1',
  })

  expect(received).toMatchObject({ 'x-request-id': 'mine-1', 'x-forwarded-for': '127.0.0.1' })
})

test('X-Forwarded-For, -Host and -Proto are set by the gateway, not by the client', async () => {
  const { received, url } = await headersReceived({
    'x-forwarded-for': '1.2.3.4, 5.6.7.8',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
  })

  expect(received).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': new URL(url).host,
    'x-forwarded-proto': 'http',
  })
})

test.each([
  [undefined, '1.1 slipway'],
  ['1.0 fred, 1.1 p.example.net', '1.0 fred, 1.1 p.example.net, 1.1 slipway'],
])('Via %s is forwarded as %s', async (via, expected) => {
  const { received } = await headersReceived(via === undefined ? {} : { via })

  expect(received.via).toBe(expected)
})

test.each(['GET', 'POST'])('all other headers of a %s are forwarded unchanged', async (method) => {
  const headers = {
    'idempotency-key': '"key 1"',
    accept: 'application/json;q=0.5, */*',
    authorization: 'Bearer x',
    cookie: 'a=1; b=2',
  }

  const { received } = await headersReceived(headers, method)

  expect(received).toMatchObject(headers)
})

test('the gateway responds to Expect: 100-continue and does not forward it', async () => {
  const { received } = await headersReceived({ expect: '100-continue' }, 'POST')

  expect(received).not.toHaveProperty('expect')
})

test.each([
  ['that is valid is kept', 'my-id.1_A', 'my-id.1_A'],
  ['that is malformed is replaced', 'not allowed!', expect.stringMatching(/^[0-9a-f-]{36}$/)],
  ['is created where none is sent', undefined, expect.stringMatching(/^[0-9a-f-]{36}$/)],
])('a request id %s, and forwarded', async (_title, given, expected) => {
  const { received, response } = await headersReceived(given === undefined ? {} : { 'x-request-id': given })

  expect(received['x-request-id']).toEqual(expected)
  expect(response.headers['x-request-id']).toBe(received['x-request-id'])
})

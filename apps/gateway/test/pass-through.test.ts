import { randomBytes } from 'node:crypto'
import { get, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { startSystem } from './start-gateway.ts'

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const ODD_JSON = '{ "big" : 12345678901234567890,\n\t"one":1.0 , "one":1,"e":1E2 , "u":"\\u00fc" }  '
const BYTES = randomBytes(1_000)

test.each([
  { title: 'JSON with odd white space and big numbers', headers: JSON_TYPE, body: ODD_JSON },
  { title: 'a chunked body', headers: JSON_TYPE, body: ['{"lines"', ':[ ', ']}'] },
  { title: 'bytes that are no text', headers: { 'content-type': 'application/octet-stream' }, body: BYTES },
  { title: 'a body without content type', headers: {}, body: '{ "a": 1 }' },
  { title: 'a chunked body without content type', headers: {}, body: ['{ "a"', ': 1 }'] },
  { title: 'JSON that is broken', headers: JSON_TYPE, body: '{ "a": ' },
  { title: 'an empty body with a content type', headers: JSON_TYPE, body: '' },
  { title: 'an empty chunked body', headers: JSON_TYPE, body: [] },
  { title: 'exactly 64 KiB', headers: JSON_TYPE, body: 'x'.repeat(64 * 1024) },
  { title: 'a form', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=1&b=%20' },
])('$title arrives identical', async ({ headers, body }) => {
  await using system = await startSystem()

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const answer = await send(system.url, '/api/orders', { method, headers, body })
    expect(answer).toMatchObject({ status: 200, body: 'ok' })
  }

  const sent = Buffer.concat([body].flat().map((chunk) => Buffer.from(chunk))).toString('latin1')
  expect(system.orders.received.map(({ body }) => body)).toEqual(Array(4).fill(sent))
  const type = 'content-type' in headers && headers['content-type']
  if (type) for (const { headers } of system.orders.received) expect(headers['content-type']).toBe(type)
})

test.each(['', 'json', 'application/'])('a body with the content type "%s" is a 415', async (contentType) => {
  await using system = await startSystem()
  const options = { method: 'POST', headers: { 'content-type': contentType }, body: '{}' }

  expectProblem(await send(system.url, '/api/orders', options), 415)

  expect(system.orders.received).toEqual([])
})

test('a GET with a body is answered, its body goes no further', async () => {
  await using system = await startSystem()

  const answer = await send(system.url, '/api/orders', { headers: JSON_TYPE, body: '{}' })

  expect(answer).toMatchObject({ status: 200, body: 'ok' })
  expect(system.orders.received).toMatchObject([{ method: 'GET', body: '' }])
})

test.each([
  [
    201,
    { location: '/api/orders/01ABC', 'content-type': 'application/json; charset=utf-8' },
    '{ "id": "01ABC" }',
  ],
  [202, { location: '/api/orders/01ABC', 'retry-after': '1' }, '{}'],
  [200, { etag: '"x"', 'cache-control': 'no-store', 'content-encoding': 'identity' }, 'text'],
  [404, { 'content-type': 'application/problem+json' }, '{ "status":404 , "detail": "no such order" }'],
  [405, { allow: 'GET, PUT', 'content-type': 'application/problem+json' }, '{"status":405}'],
  [409, { 'content-type': 'application/problem+json' }, '{"status":409}'],
  [303, { location: 'http://elsewhere.example/x' }, ''],
  [204, { 'x-own': 'a, b' }, ''],
])('status %i, headers and body of an answer come back as they are', async (status, headers, body) => {
  await using system = await startSystem((_request, response) =>
    response.writeHead(status, headers).end(body),
  )

  const answer = await send(system.url, '/api/orders', { method: 'POST' })

  expect(answer).toMatchObject({ status, headers, body })
})

test('HEAD is answered with the headers of the service and no body', async () => {
  await using system = await startSystem((_request, response) =>
    response.setHeader('content-length', '42').end(),
  )

  const answer = await send(system.url, '/api/products', { method: 'HEAD' })

  expect(answer).toMatchObject({ status: 200, headers: { 'content-length': '42' }, body: '' })
  expect(system.catalog.received).toMatchObject([{ method: 'HEAD' }])
})

const UMLAUTS = Buffer.from('{"name":"Gerüst 🪜","price":1}')
test.each([
  { title: 'text of several bytes a letter', headers: JSON_TYPE, body: UMLAUTS },
  {
    title: 'compressed JSON',
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
    body: gzipSync(UMLAUTS),
  },
  { title: 'bytes that are no text', headers: { 'content-type': 'image/png' }, body: BYTES },
  { title: 'bytes of no type', headers: {}, body: BYTES },
])('$title in an answer comes back byte for byte', async ({ headers, body }) => {
  await using system = await startSystem((_request, response) => response.writeHead(200, headers).end(body))

  const answer = await new Promise<IncomingMessage>((resolve) => get(`${system.url}/api/products`, resolve))

  expect(await buffer(answer)).toEqual(body)
  expect(answer.headers['content-length']).toBe(String(body.length))
})

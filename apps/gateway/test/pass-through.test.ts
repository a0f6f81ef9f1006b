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

test.concurrent.each([
  { title: 'JSON with odd white space and big numbers', headers: JSON_TYPE, body: ODD_JSON },
  { title: 'a chunked body', headers: JSON_TYPE, body: ['{"lines"', ':[ ', ']}'] },
  { title: 'binary data', headers: { 'content-type': 'application/octet-stream' }, body: BYTES },
  { title: 'a body without content type', headers: {}, body: '{ "a": 1 }' },
  { title: 'a chunked body without content type', headers: {}, body: ['{ "a"', ': 1 }'] },
  { title: 'invalid JSON', headers: JSON_TYPE, body: '{ "a": ' },
  { title: 'an empty body with a content type', headers: JSON_TYPE, body: '' },
  { title: 'an empty chunked body', headers: JSON_TYPE, body: [] },
  { title: 'exactly 16 KiB', headers: JSON_TYPE, body: 'x'.repeat(16 * 1024) },
  { title: 'a form', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=1&b=%20' },
])('$title arrives identical', async ({ headers, body }) => {
  await using system = await startSystem()

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const response = await send(system.url, '/api/notes', { method, headers, body })
    expect(response).toMatchObject({ status: 200, body: 'ok' })
  }

  const sent = Buffer.concat([body].flat().map((chunk) => Buffer.from(chunk))).toString('latin1')
  expect(system.notes.received.map(({ body }) => body)).toEqual(Array(4).fill(sent))
  const type = 'content-type' in headers && headers['content-type']
  if (type) for (const { headers } of system.notes.received) expect(headers['content-type']).toBe(type)
})

test.concurrent.each(['', 'json', 'application/'])(
  'a body with the invalid content type "%s" is a 415',
  async (contentType) => {
    await using system = await startSystem()
    const options = { method: 'POST', headers: { 'content-type': contentType }, body: '{}' }

    expectProblem(await send(system.url, '/api/notes', options), 415)

    expect(system.notes.received).toEqual([])
  },
)

test.concurrent('a GET with a body is forwarded without it', async () => {
  await using system = await startSystem()

  const response = await send(system.url, '/api/notes', { headers: JSON_TYPE, body: '{}' })

  expect(response).toMatchObject({ status: 200, body: 'ok' })
  expect(system.notes.received).toMatchObject([{ method: 'GET', body: '' }])
})

test.concurrent.each([
  [
    201,
    { location: '/api/notes/01ABC', 'content-type': 'application/json; charset=utf-8' },
    '{ "id": "01ABC" }',
  ],
  [202, { location: '/api/notes/01ABC', 'retry-after': '1' }, '{}'],
  [200, { etag: '"x"', 'cache-control': 'no-store', 'content-encoding': 'identity' }, 'text'],
  [404, { 'content-type': 'application/problem+json' }, '{ "status":404 , "detail": "No note with id x." }'],
  [405, { allow: 'GET, PUT', 'content-type': 'application/problem+json' }, '{"status":405}'],
  [409, { 'content-type': 'application/problem+json' }, '{"status":409}'],
  [303, { location: 'http://elsewhere.example/x' }, ''],
  [204, { 'x-own': 'a, b' }, ''],
])(
  'the status %i, the headers and the body of a response are passed on unchanged',
  async (status, headers, body) => {
    await using system = await startSystem((_request, response) =>
      response.writeHead(status, headers).end(body),
    )

    const response = await send(system.url, '/api/notes', { method: 'POST' })

    expect(response).toMatchObject({ status, headers, body })
  },
)

test.concurrent('a response to HEAD has the headers of the service and no body', async () => {
  await using system = await startSystem((_request, response) =>
    response.setHeader('content-length', '42').end(),
  )

  const response = await send(system.url, '/api/items', { method: 'HEAD' })

  expect(response).toMatchObject({ status: 200, headers: { 'content-length': '42' }, body: '' })
  expect(system.items.received).toMatchObject([{ method: 'HEAD' }])
})

const UMLAUTS = Buffer.from('{"name":"Gerüst 🪜","price":1}')
test.concurrent.each([
  { title: 'text with multi-byte characters', headers: JSON_TYPE, body: UMLAUTS },
  {
    title: 'compressed JSON',
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
    body: gzipSync(UMLAUTS),
  },
  { title: 'an image', headers: { 'content-type': 'image/png' }, body: BYTES },
  { title: 'binary data without content type', headers: {}, body: BYTES },
])('$title in a response is passed on byte for byte', async ({ headers, body }) => {
  await using system = await startSystem((_request, response) => response.writeHead(200, headers).end(body))

  const response = await new Promise<IncomingMessage>((resolve) => get(`${system.url}/api/items`, resolve))

  expect(await buffer(response)).toEqual(body)
  expect(response.headers['content-length']).toBe(String(body.length))
})

test.concurrent('a body declared as UTF-8 that is not is passed on byte for byte', async () => {
  const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28, 0x7d])
  await using system = await startSystem((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(bytes),
  )
  const body = await new Promise<Buffer>((resolve) =>
    get(`${system.url}/api/notes`, async (response) => resolve(await buffer(response))),
  )
  expect(body).toEqual(bytes)
})

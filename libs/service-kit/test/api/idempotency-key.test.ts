import { afterAll, expect, test } from 'vitest'
import { fingerprint, keyReused, LOCAL_USER, parseIdempotencyKey, storedKey } from '../../src/index.ts'
import { exchange, startTestService } from '../test-service.ts'

const service = await startTestService({}, (app) => {
  app.addHook('preHandler', async (request, reply) => {
    const headers = request.headers as { 'idempotency-key': string }
    if (request.url === '/keyed') reply.header('parsed', parseIdempotencyKey(headers))
  })
})
afterAll(() => service[Symbol.asyncDispose]())

const send = (header: string) =>
  exchange(service.port, `POST /keyed HTTP/1.1\r\nHost: things\r\nConnection: close\r\n${header}\r\n`)

test.each([
  ['bare', 'abc-1', 'abc-1'],
  ['of one character', 'a', 'a'],
  ['of 255 characters', 'x'.repeat(255), 'x'.repeat(255)],
  ['of all visible ASCII', '!#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~"', '!#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~"'],
  ['quoted', '"abc-1"', 'abc-1'],
  ['quoted, of 255 characters', `"${'x'.repeat(255)}"`, 'x'.repeat(255)],
  ['quoted, with escapes', '"a\\"b\\\\c"', 'a"b\\c'],
  ['quoted, of 255 escaped characters', `"${'\\"'.repeat(255)}"`, '"'.repeat(255)],
  ['with space around it', '  abc-1 ', 'abc-1'],
])('a key that is %s is accepted', async (_name, value, key) => {
  const response = await send(`Idempotency-Key: ${value}\r\n`)
  expect(response.status).toBe(200)
  expect(response.headers.get('parsed')).toBe(key)
})

test.each([
  ['missing', ''],
  ['empty', 'Idempotency-Key:\r\n'],
  ['quoted and empty', 'Idempotency-Key: ""\r\n'],
  ['of 256 characters', `Idempotency-Key: ${'x'.repeat(256)}\r\n`],
  ['quoted, of 256 characters', `Idempotency-Key: "${'x'.repeat(256)}"\r\n`],
  ['with a space', 'Idempotency-Key: a b\r\n'],
  ['quoted, with a space', 'Idempotency-Key: "a b"\r\n'],
  ['with an opening quote only', 'Idempotency-Key: "abc\r\n'],
  ['one quote', 'Idempotency-Key: "\r\n'],
  ['ended by an escaped quote', 'Idempotency-Key: "abc\\"\r\n'],
  ['quoted, with a lone backslash', 'Idempotency-Key: "a\\b"\r\n'],
  ['followed by parameters', 'Idempotency-Key: "abc";x=1\r\n'],
  ['beyond ASCII', 'Idempotency-Key: caf\xe9\r\n'],
  ['with a control character', 'Idempotency-Key: a\tb\r\n'],
  ['given twice', 'Idempotency-Key: a\r\nIdempotency-Key: b\r\n'],
])('a key that is %s is a 400 for that header', async (_name, header) => {
  const response = await send(header)
  expect(response.status).toBe(400)
  expect(JSON.parse(response.body).errors).toEqual([
    { in: 'header', field: 'idempotency-key', detail: expect.any(String) },
  ])
})

test('keys belong to a subject; those of the local user are stored as they are', () => {
  const [ada, bob] = ['ada', 'bob'].map((subject) => ({ subject, isOperator: false }))
  expect(storedKey(LOCAL_USER, 'key')).toBe('key')
  expect(storedKey(ada!, 'key')).toBe('ada key')
  expect(storedKey(bob!, 'key')).toBe('bob key')
})

test('a retry has the same fingerprint', () => {
  const body = () => ({ lines: [{ sku: 'tea', quantity: 1 }] })
  expect(fingerprint('POST', '/api/notes', body())).toBe(fingerprint('POST', '/api/notes', body()))
})

test('the order of the keys in a body does not change the fingerprint, at any depth', () => {
  const one = { a: 1, b: [{ c: 2, d: null }] }
  const other = { b: [{ d: null, c: 2 }], a: 1 }
  expect(fingerprint('POST', '/a', one)).toBe(fingerprint('POST', '/a', other))
})

test.each([
  ['method', 'PUT', '/a/b', { n: 1 }],
  ['path', 'POST', '/a/c', { n: 1 }],
  ['body', 'POST', '/a/b', { n: 2 }],
  ['split between path and method', 'POS', 'T/a/b', { n: 1 }],
  ['type in the body', 'POST', '/a/b', { n: '1' }],
  ['number of fields', 'POST', '/a/b', { n: 1, m: 2 }],
])('a different %s has a different fingerprint', (_name, method, path, body) => {
  expect(fingerprint(method, path, body)).not.toBe(fingerprint('POST', '/a/b', { n: 1 }))
})

test('a key that was used for a different request is a 422', () => {
  expect(keyReused()).toMatchObject({ status: 422, code: 'key-reused' })
})

import { afterAll, expect, test } from 'vitest'
import { exchange, startTestService } from './test-service.ts'

const service = await startTestService()
afterAll(() => service[Symbol.asyncDispose]())

const HEAD = 'Host: things\r\nConnection: close\r\n'
const ID = 'X-Request-Id: asked-3\r\n'

test.each([
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['TLS on a plain port', '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1', 400],
  ['an unknown method', `BREW / HTTP/1.1\r\n${HEAD}\r\n`, 400],
  ['a header without a name', `GET /livez HTTP/1.1\r\n${HEAD}: x\r\n\r\n`, 400],
  ['two lengths', `POST /things HTTP/1.1\r\n${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
  ['headers over 16 KiB', `GET /livez HTTP/1.1\r\n${HEAD}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('%s is a problem document with a request id of its own', async (_name, bytes, status) => {
  const answer = await exchange(service.port, bytes)
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(answer.headers.get('connection')).toBe('close')
  const document = JSON.parse(answer.body)
  expect(document).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) })
  expect(document.instance).toMatch(/^[0-9a-f-]{36}$/)
  expect(answer.headers.get('x-request-id')).toBe(document.instance)
})

test.each([
  ['a malformed escape', '/%zz', 400],
  ['a malformed escape in a parameter', '/things/%c3', 400],
  ['a very long parameter', `/things/${'x'.repeat(2_000)}`, 414],
])('%s in the URL is a problem document under the id of the request', async (_name, path, status) => {
  const answer = await exchange(service.port, `GET ${path} HTTP/1.1\r\n${HEAD}${ID}\r\n`)
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(answer.headers.get('x-request-id')).toBe('asked-3')
  expect(JSON.parse(answer.body)).toMatchObject({ status, instance: 'asked-3' })
})

test('a service that was sent nonsense goes on', async () => {
  await exchange(service.port, 'hello\r\n\r\n')
  const answer = await exchange(service.port, `GET /livez HTTP/1.1\r\n${HEAD}\r\n`)
  expect(answer.status).toBe(200)
})

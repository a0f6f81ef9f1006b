import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { exchange, startTestService } from '../test-service.ts'

const service = await startTestService()
afterAll(() => service[Symbol.asyncDispose]())

const HEAD = 'Host: things\r\nConnection: close\r\n'
const JSON_BODY = 'Content-Type: application/json\r\n'
const ID = 'X-Request-Id: id-3\r\n'

test.each([
  ['not HTTP', 'hello\r\n\r\n', 400],
  ['TLS on a plain port', '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1', 400],
  ['an unknown method', `BREW / HTTP/1.1\r\n${HEAD}\r\n`, 400],
  ['a header without a name', `GET /livez HTTP/1.1\r\n${HEAD}: x\r\n\r\n`, 400],
  ['two lengths', `POST /things HTTP/1.1\r\n${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
  [
    'chunk extensions over 16 KiB',
    `POST /things HTTP/1.1\r\n${HEAD}${JSON_BODY}Transfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}`,
    413,
  ],
  ['headers over 16 KiB', `GET /livez HTTP/1.1\r\n${HEAD}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('%s is a problem document with a new request id', async (_name, bytes, status) => {
  const response = await exchange(service.port, bytes)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(response.headers.get('connection')).toBe('close')
  const document = JSON.parse(response.body)
  expect(document).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) })
  expect(document.instance).toMatch(/^[0-9a-f-]{36}$/)
  expect(response.headers.get('x-request-id')).toBe(document.instance)
})

test.each([
  ['a malformed escape', '/%zz', 400],
  ['a malformed escape in a parameter', '/things/%c3', 400],
  ['a very long parameter', `/things/${'x'.repeat(2_000)}`, 414],
])('%s in the URL is a problem document with the id of the request', async (_name, path, status) => {
  const response = await exchange(service.port, `GET ${path} HTTP/1.1\r\n${HEAD}${ID}\r\n`)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(response.headers.get('x-request-id')).toBe('id-3')
  expect(JSON.parse(response.body)).toMatchObject({ status, instance: 'id-3' })
})

test.each([
  ['a malformed request', 'hello\r\n\r\n', '400'],
  ['CONNECT', 'CONNECT things:80 HTTP/1.1\r\nHost: things\r\n\r\n', '501'],
])('%s after others gets its response after theirs', async (_name, bytes, status) => {
  const arrived = Promise.withResolvers<void>()
  const release = Promise.withResolvers<object>()
  await using held = await startTestService({}, (app) => {
    app.get('/held', () => {
      arrived.resolve()
      return release.promise
    })
  })
  const socket = connect(held.port, '127.0.0.1')
  const responses = text(socket)
  socket.write('GET /held HTTP/1.1\r\nHost: things\r\n\r\n'.repeat(2).concat(bytes))
  await arrived.promise
  await sleep(50)
  release.resolve({})

  const statuses = [...(await responses).matchAll(/HTTP\/1.1 (\d+)/g)].map(([, found]) => found)
  expect(statuses).toEqual(['200', '200', status])
})

test('the service keeps running after a malformed request', async () => {
  await exchange(service.port, 'hello\r\n\r\n')
  const response = await exchange(service.port, `GET /livez HTTP/1.1\r\n${HEAD}\r\n`)
  expect(response.status).toBe(200)
})

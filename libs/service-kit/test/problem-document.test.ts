import supertest from 'supertest'
import { afterAll, expect, test } from 'vitest'
import { startTestService } from './test-service.ts'

const service = await startTestService()
afterAll(() => service[Symbol.asyncDispose]())

const client = () => supertest(service.app.server)
const post = (contentType: string, body: string) =>
  client().post('/things').set('content-type', contentType).send(body)
const bodyOf = (bytes: number) => `{"quantity":1,"name":"${'x'.repeat(bytes - 24)}"}`

const REFUSED = [
  ['broken JSON', () => post('application/json', '{"quantity":'), 400, 'malformed-json'],
  ['an empty JSON body', () => post('application/json', ''), 400, 'malformed-json'],
  ['a body that is no object', () => post('application/json', '[]'), 400, 'invalid-request'],
  ['no body', () => client().post('/things'), 400, 'invalid-request'],
  ['a form', () => post('application/x-www-form-urlencoded', 'a=1'), 415, 'unsupported-media-type'],
  ['plain text', () => post('text/plain', '{"quantity":1}'), 415, 'unsupported-media-type'],
  ['a body over 64 KiB', () => post('application/json', bodyOf(65_537)), 413, 'body-too-large'],
  ['an unknown route', () => client().get('/nothing'), 404, 'not-found'],
  ['an unknown route below a known one', () => client().get('/things/1/2'), 404, 'not-found'],
  ['a wrong method', () => client().delete('/things'), 405, 'method-not-allowed'],
  ['a malformed URL', () => client().get('/%zz'), 400, 'bad-request'],
  ['a malformed path parameter', () => client().get('/things/%zz'), 400, 'bad-request'],
  ['a store that is away', () => client().get('/away'), 503, 'unavailable'],
  ['a bug', () => client().get('/bug'), 500, 'internal-error'],
] as const

test.each(REFUSED)('%s is a problem document', async (_name, send, status, code) => {
  const response = await send().set('x-request-id', 'asked-1')
  expect(response.status).toBe(status)
  expect(response.headers).toMatchObject({
    'content-type': expect.stringMatching(/^application\/problem\+json/),
  })
  const document = JSON.parse(response.text)
  expect(document).toMatchObject({
    type: `tag:slipway.example,2026:${code}`,
    title: expect.stringMatching(/^\w/),
    status,
    detail: expect.stringMatching(/^\S/),
    instance: 'asked-1',
  })
})

test.each(REFUSED)('%s keeps X-Request-Id and Server-Timing', async (_name, send) => {
  const { headers } = await send().set('x-request-id', 'asked-2')
  expect(headers['x-request-id']).toBe('asked-2')
  expect(headers['server-timing']).toMatch(/^things;desc="things-1";dur=\d/)
})

test('a body of exactly 64 KiB is read', async () => {
  await post('application/json', bodyOf(65_536)).expect(200)
})

test('a bug shows neither its text nor a stack', async () => {
  const { text } = await client().get('/bug').expect(500)
  expect(text).not.toMatch(/hunter2|TypeError|\.ts|stack/)
})

test('a store that is away shows no address, and says when to try again', async () => {
  const response = await client().get('/away').expect(503)
  expect(response.headers['retry-after']).toBe('1')
  expect(response.text).not.toMatch(/ECONNREFUSED|10\.0\.0\.7|stack/)
})

test('a bug gives no hope of another try', async () => {
  const { headers } = await client().get('/bug').expect(500)
  expect(headers).not.toHaveProperty('retry-after')
})

import supertest from 'supertest'
import { afterAll, expect, test } from 'vitest'
import { startTestService } from '../test-service.ts'

const service = await startTestService()
afterAll(() => service[Symbol.asyncDispose]())

const client = () => supertest(service.app.server)
const post = (contentType: string, body: string) =>
  client().post('/things').set('content-type', contentType).send(body)
/** Sends each character as one byte. */
const postBytes = (bytes: string) =>
  client()
    .post('/things')
    .set('content-type', 'application/json')
    .serialize(() => Buffer.from(bytes, 'latin1') as never)
    .send({})
const bodyOf = (bytes: number) => `{"quantity":1,"name":"${'x'.repeat(bytes - 24)}"}`

const ERRORS = [
  ['broken JSON', () => post('application/json', '{"quantity":'), 400, 'malformed-json'],
  ['an empty JSON body', () => post('application/json', ''), 400, 'malformed-json'],
  ['a body that is not an object', () => post('application/json', '[]'), 400, 'invalid-request'],
  ['no body', () => client().post('/things'), 400, 'invalid-request'],
  ['a form', () => post('application/x-www-form-urlencoded', 'a=1'), 415, 'unsupported-media-type'],
  ['plain text', () => post('text/plain', '{"quantity":1}'), 415, 'unsupported-media-type'],
  ['a body over 16 KiB', () => post('application/json', bodyOf(16_385)), 413, 'body-too-large'],
  ['a body that is not UTF-8', () => postBytes('{"quantity":1,"name":"\xff"}'), 400, 'malformed-json'],
  ['an unknown route', () => client().get('/nothing'), 404, 'not-found'],
  ['an unknown route below a known one', () => client().get('/things/1/2'), 404, 'not-found'],
  ['a wrong method', () => client().delete('/things'), 405, 'method-not-allowed'],
  ['a malformed URL', () => client().get('/%zz'), 400, 'bad-request'],
  ['a malformed path parameter', () => client().get('/things/%zz'), 400, 'bad-request'],
  ['an unavailable store', () => client().get('/unavailable'), 503, 'unavailable'],
  ['a bug', () => client().get('/bug'), 500, 'internal-error'],
] as const

test.each(ERRORS)('%s is a problem document', async (_name, send, status, code) => {
  const response = await send().set('x-request-id', 'id-1')
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
    instance: 'id-1',
  })
})

test.each(ERRORS)('the response to %s has X-Request-Id and Server-Timing', async (_name, send) => {
  const { headers } = await send().set('x-request-id', 'id-2')
  expect(headers['x-request-id']).toBe('id-2')
  expect(headers['server-timing']).toMatch(/^things;desc="things-1";dur=\d/)
})

test('a body of exactly 16 KiB is accepted', async () => {
  await post('application/json', bodyOf(16_384)).expect(200)
})

test('the response to a bug contains neither its message nor its stack', async () => {
  const { text } = await client().get('/bug').expect(500)
  expect(text).not.toMatch(/hunter2|TypeError|\.ts|stack/)
})

test('the response for an unavailable store has Retry-After, and contains no address', async () => {
  const response = await client().get('/unavailable').expect(503)
  expect(response.headers['retry-after']).toBe('1')
  expect(response.text).not.toMatch(/ECONNREFUSED|10\.0\.0\.7|stack/)
})

test('the response to an unsupported type says which one to send', async () => {
  const { text } = await post('text/plain', 'x').expect(415)
  expect(JSON.parse(text).detail).toBe('Send the body as JSON, with Content-Type: application/json.')
})

test('the response for an unknown path says where the API is documented, if that is known', async () => {
  await using documented = await startTestService({ docsPath: '/api/docs' })
  const detailOf = async ({ app }: typeof service) =>
    JSON.parse((await supertest(app.server).get('/nothing').expect(404)).text).detail
  expect(await detailOf(service)).toBe('There is no resource at this path.')
  expect(await detailOf(documented)).toBe(
    'There is no resource at this path. The API is documented at /api/docs.',
  )
})

test('the response to a bug has no Retry-After', async () => {
  const { headers } = await client().get('/bug').expect(500)
  expect(headers).not.toHaveProperty('retry-after')
})

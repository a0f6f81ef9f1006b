import supertest from 'supertest'
import { afterAll, expect, test } from 'vitest'
import { exchange, startTestService } from '../test-service.ts'

const service = await startTestService()
afterAll(() => service[Symbol.asyncDispose]())
const get = (path: string) => supertest(service.app.server).get(path)

test.each(['/things/1', '/livez', '/nothing', '/bug', '/things/1?limit=x', '/%zz'])(
  'browsers must not guess the type of the response: %s',
  async (path) => {
    expect((await get(path)).headers['x-content-type-options']).toBe('nosniff')
  },
)

test.each(['/livez', '/readyz', '/nothing', '/bug', '/unavailable', '/things/1?limit=x', '/%zz'])(
  'the response must not be cached: %s',
  async (path) => {
    expect((await get(path)).headers['cache-control']).toBe('no-store')
  },
)

test('whether a successful response may be cached is for the route to say', async () => {
  expect((await get('/things/1').expect(200)).headers).not.toHaveProperty('cache-control')
})

test('the response to bytes that are not HTTP has both headers', async () => {
  const { headers } = await exchange(service.port, 'hello\r\n\r\n')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toBe('no-store')
})

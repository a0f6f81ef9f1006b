import supertest from 'supertest'
import { afterAll, expect, test } from 'vitest'
import { startTestService } from '../test-service.ts'

const service = await startTestService()
afterAll(() => service[Symbol.asyncDispose]())
const client = () => supertest(service.app.server)

test.each([
  ['delete', '/things', 'POST'],
  ['get', '/things', 'POST'],
  ['post', '/things/1', 'GET, HEAD'],
  ['put', '/things/1', 'GET, HEAD'],
  ['patch', '/things/1', 'GET, HEAD'],
  ['options', '/things/1', 'GET, HEAD'],
  ['post', '/livez', 'GET, HEAD'],
] as const)('%s %s is a 405 that allows %s', async (method, path, allow) => {
  const response = await client()[method](path).expect(405)
  expect(response.headers.allow).toBe(allow)
})

test('a method that is not allowed is a 405 whatever the body contains', async () => {
  const response = await client().put('/things').set('content-type', 'application/json').send('{').expect(405)
  expect(response.headers.allow).toBe('POST')
})

test('a method that is allowed gets its response', async () => {
  await client().head('/things/1').expect(200)
  await client().get('/things/1').expect(200)
})

test('any method on an unknown path is a 404', async () => {
  const response = await client().delete('/nothing').expect(404)
  expect(response.headers).not.toHaveProperty('allow')
})

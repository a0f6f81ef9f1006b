import supertest from 'supertest'
import { afterAll, expect, test } from 'vitest'
import { Problem } from '../src/index.ts'
import { startTestService } from './test-service.ts'

const BEHIND = 'catalog;desc="catalog-2";dur=3.1'
const service = await startTestService({}, (app) => {
  app.get('/behind', async (_request, reply) => reply.header('server-timing', BEHIND).send({}))
  app.get('/behind-failing', async (_request, reply) => {
    reply.header('server-timing', BEHIND)
    throw new Problem(409, 'missing', 'There is not enough.')
  })
})
afterAll(() => service[Symbol.asyncDispose]())

const OWN = 'things;desc="things-1";dur=\\d+\\.\\d'

test.each([
  ['an answer', '/things/1', 200],
  ['a problem', '/bug', 500],
  ['an unknown route', '/nothing', 404],
])('%s says which instance served it', async (_name, path, status) => {
  const { headers } = await supertest(service.app.server).get(path).expect(status)
  expect(headers['server-timing']).toMatch(new RegExp(`^${OWN}$`))
})

test.each([
  ['an answer', '/behind', 200],
  ['a problem', '/behind-failing', 409],
])('%s names the instance behind after its own', async (_name, path, status) => {
  const { headers } = await supertest(service.app.server).get(path).expect(status)
  expect(headers['server-timing']).toMatch(new RegExp(`^${OWN}, ${BEHIND}$`))
})

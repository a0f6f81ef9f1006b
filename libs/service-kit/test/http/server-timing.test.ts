import supertest from 'supertest'
import { afterAll, expect, test } from 'vitest'
import { Problem } from '../../src/index.ts'
import { startTestService } from '../test-service.ts'

const BEHIND = 'items;desc="items-2";dur=3.1'
const service = await startTestService({}, (app) => {
  app.get('/behind', async (_request, reply) => reply.header('server-timing', BEHIND).send({}))
  app.get('/behind-failing', async (_request, reply) => {
    reply.header('server-timing', BEHIND)
    throw new Problem(409, 'missing', 'Not enough.')
  })
})
afterAll(() => service[Symbol.asyncDispose]())

const OWN = 'things;desc="things-1";dur=\\d+\\.\\d'

test.each([
  ['a response', '/things/1', 200],
  ['a problem', '/bug', 500],
  ['an unknown route', '/nothing', 404],
])('%s names the instance that served it', async (_name, path, status) => {
  const { headers } = await supertest(service.app.server).get(path).expect(status)
  expect(headers['server-timing']).toMatch(new RegExp(`^${OWN}$`))
})

test.each([
  ['a response', '/behind', 200],
  ['a problem', '/behind-failing', 409],
])('%s names the instance that was called after its own', async (_name, path, status) => {
  const { headers } = await supertest(service.app.server).get(path).expect(status)
  expect(headers['server-timing']).toMatch(new RegExp(`^${OWN}, ${BEHIND}$`))
})

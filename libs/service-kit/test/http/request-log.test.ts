import { pino } from 'pino'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { addLogFields } from '../../src/index.ts'
import { NO_LIMITS, startTestService } from '../test-service.ts'

/** A service and its log lines. */
async function startLoggedService(
  options: Parameters<typeof startTestService>[0] = {},
  addRoutes?: Parameters<typeof startTestService>[1],
) {
  const lines: string[] = []
  const logger = pino({ level: 'info' }, { write: (line) => void lines.push(line) })
  const service = await startTestService({ logger, ...options }, addRoutes)
  lines.length = 0 // its address
  return {
    post: (path: string) => supertest(service.app.server).post(path),
    get: (path: string) => supertest(service.app.server).get(path).set('x-request-id', 'id-4'),
    lines,
    records: () => lines.map((line) => JSON.parse(line)),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  }
}

test('a request is one line with its id, method, path, status and time', async () => {
  await using service = await startLoggedService()
  await service.get('/things/1').expect(200)
  await expect.poll(() => service.lines).toHaveLength(1)
  expect(service.records()[0]).toMatchObject({
    level: 30,
    requestId: 'id-4',
    method: 'GET',
    path: '/things/1',
    status: 200,
    ms: expect.any(Number),
    msg: 'request',
  })
})

test.each([
  ['an unknown route', '/nothing', 404],
  ['a malformed URL', '/%zz', 400],
  ['an invalid query', '/things/1?limit=x', 400],
])('%s is one line', async (_name, path, status) => {
  await using service = await startLoggedService()
  await service.get(path).expect(status)
  await expect.poll(() => service.lines).toHaveLength(1)
  expect(service.records()[0]).toMatchObject({ requestId: 'id-4', status })
})

test.each([
  ['of 2,000 characters is logged whole', `/${'x'.repeat(1_999)}`, `/${'x'.repeat(1_999)}`],
  ['that is longer is cut, visibly', `/${'x'.repeat(2_000)}`, `/${'x'.repeat(1_999)}… (2001 characters)`],
])('a path %s', async (_title, path, logged) => {
  await using service = await startLoggedService()
  await service.get(path)
  await expect.poll(() => service.lines).toHaveLength(1)
  expect(service.records()[0].path).toBe(logged)
})

test('no body, no query and no header is logged, neither of a valid nor of an invalid request', async () => {
  await using service = await startLoggedService()
  const send = (body: object) =>
    service.post('/things').query({ token: 'hunter2' }).set('authorization', 'hunter2').send(body)
  await send({ quantity: 1, name: 'hunter2' }).expect(200)
  await send({ quantity: 0, hunter2: 'hunter2' }).expect(400)
  await expect.poll(() => service.lines).toHaveLength(2)
  expect(service.lines.join('')).not.toContain('hunter2')
})

test.each(['/livez', '/readyz'])('%s is not logged', async (path) => {
  await using service = await startLoggedService()
  await service.get(path).expect(200)
  await service.get('/things/1').expect(200)
  await expect.poll(() => service.lines).toHaveLength(1)
  expect(service.records()[0]).toMatchObject({ path: '/things/1' })
})

test('a bug is logged with its stack and the id of the request', async () => {
  await using service = await startLoggedService()
  await service.get('/bug').expect(500)
  await expect.poll(() => service.lines).toHaveLength(2)
  const [failure, line] = service.records()
  expect(failure).toMatchObject({ level: 50, requestId: 'id-4' })
  expect(failure.err.message).toContain('hunter2')
  expect(failure.err.stack).toContain('test-service.ts')
  expect(line).toMatchObject({ requestId: 'id-4', status: 500 })
})

test('an unavailable store is logged with its cause, as a warning without a stack', async () => {
  await using service = await startLoggedService()
  await service.get('/unavailable').expect(503)
  await expect.poll(() => service.lines).toHaveLength(2)
  const [failure, line] = service.records()
  expect(failure).toMatchObject({
    level: 40,
    requestId: 'id-4',
    reason: expect.stringContaining('ECONNREFUSED'),
  })
  expect(failure.err).toBeUndefined()
  expect(line).toMatchObject({ requestId: 'id-4', status: 503 })
})

test('a request that is shed is one line, with the event and the reason', async () => {
  const held: (() => void)[] = []
  await using service = await startLoggedService({ settings: { ...NO_LIMITS, MAX_IN_FLIGHT: 1 } }, (app) =>
    app.get('/hold', () => new Promise((resolve) => held.push(() => resolve({})))),
  )
  const first = service.get('/hold').then(() => {})
  await expect.poll(() => held).toHaveLength(1)
  await service.get('/things/1').expect(503)
  held[0]!()
  await first
  await expect.poll(() => service.lines).toHaveLength(2)
  expect(service.records()[0]).toMatchObject({
    requestId: 'id-4',
    status: 503,
    problem: 'overloaded',
    event: 'request-shed',
    reason: 'in-flight',
  })
  expect(service.records()[1]).not.toHaveProperty('event')
})

test('what a route adds is in the line of its request, and in that of an error', async () => {
  await using service = await startLoggedService({}, (app) =>
    app.get('/notes/:id', async (request) => {
      addLogFields(request, { noteId: 'note-1' })
      throw new TypeError('bug')
    }),
  )
  await service.get('/notes/1').expect(500)
  await service.get('/things/1').expect(200)
  await expect.poll(() => service.lines).toHaveLength(3)
  const [failure, line, other] = service.records()
  expect(failure).toMatchObject({ noteId: 'note-1', err: { message: 'bug' } })
  expect(line).toMatchObject({ noteId: 'note-1', status: 500 })
  expect(other).not.toHaveProperty('noteId')
})

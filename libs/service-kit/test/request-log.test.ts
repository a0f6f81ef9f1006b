import { pino } from 'pino'
import supertest from 'supertest'
import { expect, test, vi } from 'vitest'
import { startTestService } from './test-service.ts'

/** A service and the log lines it writes. */
async function startLoggedService() {
  const lines: string[] = []
  const logger = pino({ level: 'info' }, { write: (line) => void lines.push(line) })
  const service = await startTestService({ logger })
  lines.length = 0 // what it says when it begins to listen
  return {
    post: (path: string) => supertest(service.app.server).post(path),
    get: (path: string) => supertest(service.app.server).get(path).set('x-request-id', 'asked-4'),
    lines,
    records: () => lines.map((line) => JSON.parse(line)),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  }
}

test('a request is one line with its id, method, path, status and time', async () => {
  await using service = await startLoggedService()
  await service.get('/things/1').expect(200)
  await vi.waitFor(() => expect(service.lines).toHaveLength(1))
  expect(service.records()[0]).toMatchObject({
    level: 30,
    requestId: 'asked-4',
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
  ['a refused query', '/things/1?limit=x', 400],
])('%s is one line', async (_name, path, status) => {
  await using service = await startLoggedService()
  await service.get(path).expect(status)
  await vi.waitFor(() => expect(service.lines).toHaveLength(1))
  expect(service.records()[0]).toMatchObject({ requestId: 'asked-4', status })
})

test('no body, no query and no header is logged, whether the request is answered or refused', async () => {
  await using service = await startLoggedService()
  const send = (body: object) =>
    service.post('/things').query({ token: 'hunter2' }).set('authorization', 'hunter2').send(body)
  await send({ quantity: 1, name: 'hunter2' }).expect(200)
  await send({ quantity: 0, hunter2: 'hunter2' }).expect(400)
  await vi.waitFor(() => expect(service.lines).toHaveLength(2))
  expect(service.lines.join('')).not.toContain('hunter2')
})

test.each(['/livez', '/readyz'])('%s is not logged', async (path) => {
  await using service = await startLoggedService()
  await service.get(path).expect(200)
  await service.get('/things/1').expect(200)
  await vi.waitFor(() => expect(service.lines).toHaveLength(1))
  expect(service.records()[0]).toMatchObject({ path: '/things/1' })
})

test.each([
  ['a bug', '/bug', 500, 'hunter2'],
  ['a store that is away', '/away', 503, 'ECONNREFUSED'],
])('%s is in the log with its cause, under the id of the request', async (_name, path, status, cause) => {
  await using service = await startLoggedService()
  await service.get(path).expect(status)
  await vi.waitFor(() => expect(service.lines).toHaveLength(2))
  const [failure, line] = service.records()
  expect(failure).toMatchObject({ level: 50, requestId: 'asked-4' })
  expect(failure.err.message).toContain(cause)
  expect(failure.err.stack).toContain('test-service.ts')
  expect(line).toMatchObject({ requestId: 'asked-4', status })
})

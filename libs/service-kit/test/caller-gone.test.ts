import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { FastifyInstance } from 'fastify'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import type { ImpatientClient } from './impatient-client.ts'
import { startTestService } from './test-service.ts'

const body = '{"quantity":1}'
const json = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`
const REQUESTS = [
  `POST /work HTTP/1.1\r\nHost: things\r\n${json}\r\n${body}`,
  'POST /work HTTP/1.1\r\nHost: things\r\nContent-Length: 0\r\n\r\n',
  `PUT /work HTTP/1.1\r\nHost: things\r\n${json}\r\n${body}`,
  'DELETE /work HTTP/1.1\r\nHost: things\r\n\r\n',
]

test.each([
  ['closes its connection', { connectFirst: true, reset: false }],
  ['resets its connection', { connectFirst: true, reset: true }],
  ['comes and closes', { connectFirst: false, reset: false }],
  ['comes and resets', { connectFirst: false, reset: true }],
])('a caller that %s while the event loop is blocked has nothing begun for it', async (_title, how) => {
  const begun: string[] = []
  const gate = new Int32Array(new SharedArrayBuffer(4))
  /** Holds the event loop of the service, as a long computation would, until the client has left. */
  const block = (app: FastifyInstance) =>
    app.get('/block', async () => {
      Atomics.store(gate, 0, 1)
      Atomics.notify(gate, 0)
      return { left: Atomics.wait(gate, 0, 1, 15_000) !== 'timed-out' } // 'not-equal' where it was quicker
    })
  await using service = await startTestService({}, (app) => {
    block(app)
    const method = ['POST', 'PUT', 'DELETE']
    app.route({ method, url: '/work', handler: async ({ method }) => void begun.push(method) })
  })
  const workerData: ImpatientClient = { port: service.port, requests: REQUESTS, gate, ...how }
  const client = new Worker(new URL('./impatient-client.ts', import.meta.url), { workerData })
  await once(client, 'message')
  const gone = once(client, 'exit')

  const { body } = await supertest(service.app.server).get('/block').expect(200)
  expect(body).toEqual({ left: true })
  await gone

  // What was read of theirs has been handled by the time that a later request is answered.
  for (let round = 0; round < 3; round++) {
    await supertest(service.app.server).post('/work').expect(200)
  }
  expect(begun).toEqual(['POST', 'POST', 'POST'])
})

test('a caller that stays has its work done', async () => {
  const begun: string[] = []
  await using service = await startTestService({}, (app) =>
    app.post('/work', async () => void begun.push('work')),
  )

  await supertest(service.app.server).post('/work').send({}).expect(200)

  expect(begun).toEqual(['work'])
})

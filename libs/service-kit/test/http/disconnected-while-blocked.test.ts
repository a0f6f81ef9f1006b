import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { FastifyInstance } from 'fastify'
import supertest from 'supertest'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startTestService } from '../test-service.ts'
import type { DisconnectingClient } from './disconnecting-client.ts'

const body = '{"quantity":1}'
const json = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`
const REQUESTS = [
  `POST /work HTTP/1.1\r\nHost: things\r\n${json}\r\n${body}`,
  'POST /work HTTP/1.1\r\nHost: things\r\nContent-Length: 0\r\n\r\n',
  `PUT /work HTTP/1.1\r\nHost: things\r\n${json}\r\n${body}`,
  'DELETE /work HTTP/1.1\r\nHost: things\r\n\r\n',
  'GET /work HTTP/1.1\r\nHost: things\r\n\r\n',
]
/** In a service, reads are served as cheaply as they are checked; in the gateway each is a call. */
const IN_SERVICE = { deadline: undefined, processed: ['GET', 'POST', 'POST', 'POST'] }
const IN_GATEWAY = { deadline: 60_000, processed: ['POST', 'POST', 'POST'] }

const CALLERS = [
  ['closes its connection', { connectFirst: true, reset: false }],
  ['resets its connection', { connectFirst: true, reset: true }],
  ['connects and closes', { connectFirst: false, reset: false }],
  ['connects and resets', { connectFirst: false, reset: true }],
] as const

describe.each([
  ['in a service, the writes', IN_SERVICE],
  ['in the gateway, the requests', IN_GATEWAY],
])('%s', (_where, { deadline, processed: expected }) => {
  test.each(CALLERS)(
    'of a caller that %s while the event loop is blocked are not processed',
    async (_title, how) => {
      const processed: string[] = []
      const gate = new Int32Array(new SharedArrayBuffer(4))
      /** Blocks the event loop of the service, as a long computation would, until the client has disconnected. */
      const block = (app: FastifyInstance) =>
        app.get('/block', async () => {
          Atomics.store(gate, 0, 1)
          Atomics.notify(gate, 0)
          return { disconnected: Atomics.wait(gate, 0, 1, 15_000) !== 'timed-out' } // 'not-equal' if it was faster
        })
      await using service = await startTestService({ deadline }, (app) => {
        block(app)
        const method = ['POST', 'PUT', 'DELETE', 'GET']
        app.route({ method, url: '/work', handler: async ({ method }) => void processed.push(method) })
      })
      const workerData: DisconnectingClient = { port: service.port, requests: REQUESTS, gate, ...how }
      const client = new Worker(new URL('./disconnecting-client.ts', import.meta.url), { workerData })
      onTestFinished(() => void client.terminate())
      await once(client, 'message')
      const exited = once(client, 'exit')

      const response = await supertest(service.app.server).get('/block').expect(200)
      expect(response.body).toEqual({ disconnected: true })
      await exited

      // By the time that later requests have responses, the client's requests have been handled.
      for (let round = 0; round < 3; round++) {
        await supertest(service.app.server).post('/work').expect(200)
      }
      // A connection that was reset is not read any more.
      expect(processed.filter((method) => method !== 'GET')).toEqual(['POST', 'POST', 'POST'])
      if (!how.reset) expect(processed).toEqual(expected)
      else if (deadline) expect(processed).not.toContain('GET')
    },
  )
})

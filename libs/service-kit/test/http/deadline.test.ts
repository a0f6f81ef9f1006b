import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import supertest from 'supertest'
import { afterAll, describe, expect, test } from 'vitest'
import { startTestService } from '../test-service.ts'

const WRITES = ['post', 'put', 'patch', 'delete'] as const
const processed: string[] = []

function routes(app: FastifyInstance): void {
  app.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/remaining',
    handler: async ({ deadline, method }) => {
      processed.push(method)
      return { remaining: deadline - performance.now() } // null in JSON without a deadline
    },
  })
  const late = { preValidation: () => sleep(60) } // as with a slow body, or a blocked event loop
  app.post('/late', late, async () => processed.push('late'))
  app.get('/late', late, async () => ({ served: true }))
}

const inner = await startTestService({}, routes)
const edge = await startTestService({ deadline: 50_000 }, routes)
const unlimited = await startTestService({ deadline: 0 }, routes)
afterAll(() => Promise.all([inner, edge, unlimited].map((service) => service[Symbol.asyncDispose]())))

const within = (ms: number | string) => ({ 'x-deadline-ms': String(ms) })
async function remaining({ app }: typeof inner, headers: Record<string, string> = {}) {
  return (await supertest(app.server).get('/remaining').set(headers).expect(200)).body.remaining
}

describe('a service', () => {
  test("has the caller's time, less a tenth for the response", async () => {
    const time = await remaining(inner, within(100_000))

    expect(time).toBeLessThanOrEqual(90_000)
    expect(time).toBeGreaterThan(80_000)
  })

  test.each(['', 'soon', '-5', '1.5', '1e3', '0x10', '10, 20', '1234567890', '10ms'])(
    'has no deadline if the header is "%s"',
    async (value) => {
      expect(await remaining(inner, within(value))).toBeNull()
    },
  )

  test('has no deadline without the header', async () => {
    expect(await remaining(inner)).toBeNull()
  })
})

describe('the gateway', () => {
  test.each([{}, within(0), within(1), within(999_999), within('soon')])(
    'sets the deadline, whatever a client sends: %j',
    async (headers) => {
      const time = await remaining(edge, headers)

      expect(time).toBeLessThanOrEqual(50_000)
      expect(time).toBeGreaterThan(40_000)
    },
  )

  test('processes requests of a client that sends a deadline of 0', async () => {
    await supertest(edge.app.server).post('/remaining').set(within(0)).expect(200)
  })

  test.each([{}, within(0), within(100)])('sets no deadline if the setting is 0: %j', async (headers) => {
    expect(await remaining(unlimited, headers)).toBeNull()
  })
})

describe('a deadline that has passed', () => {
  test.each(WRITES)('is a 503 for %s, and the request is not processed', async (method) => {
    processed.length = 0

    const { status, type, headers, text } = await supertest(inner.app.server)
      [method]('/remaining')
      .set(within(0))

    expect([status, type, headers['retry-after']]).toEqual([503, 'application/problem+json', '1'])
    expect(JSON.parse(text)).toMatchObject({
      type: 'tag:slipway.example,2026:deadline-passed',
      detail: 'The deadline has passed; the request was not processed. Retry.',
    })
    expect(processed).toEqual([])
  })

  test.each(['get', 'head'] as const)('does not matter for %s, which changes nothing', async (method) => {
    await supertest(inner.app.server)[method]('/remaining').set(within(0)).expect(200)
    await supertest(inner.app.server)[method]('/late').set(within(20)).expect(200)
  })

  test('counts from the arrival of the request, not from the start of its handler', async () => {
    processed.length = 0

    await supertest(inner.app.server).post('/late').set(within(50)).expect(503)
    expect(processed).toEqual([])

    await supertest(inner.app.server).post('/late').set(within(60_000)).expect(200)
    expect(processed).toEqual(['late'])
  })
})

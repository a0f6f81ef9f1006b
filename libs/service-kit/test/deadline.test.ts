import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import supertest from 'supertest'
import { afterAll, describe, expect, test } from 'vitest'
import { startTestService } from './test-service.ts'

const WRITES = ['post', 'put', 'patch', 'delete'] as const
const begun: string[] = []

function routes(app: FastifyInstance): void {
  app.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/remaining',
    handler: async ({ deadline, method }) => {
      begun.push(method)
      return { remaining: deadline - performance.now() } // null in JSON where there is none
    },
  })
  const late = { preValidation: () => sleep(60) } // as a body that comes slowly, or a busy event loop
  app.post('/late', late, async () => begun.push('late'))
  app.get('/late', late, async () => ({ served: true }))
}

const inner = await startTestService({}, routes)
const edge = await startTestService({ deadline: 50_000 }, routes)
const timeless = await startTestService({ deadline: 0 }, routes)
afterAll(() => Promise.all([inner, edge, timeless].map((service) => service[Symbol.asyncDispose]())))

const within = (ms: number | string) => ({ 'x-deadline-ms': String(ms) })
async function remaining({ app }: typeof inner, headers: Record<string, string> = {}) {
  return (await supertest(app.server).get('/remaining').set(headers).expect(200)).body.remaining
}

describe('a service', () => {
  test('has until its caller gives up, less a tenth for the way back', async () => {
    const time = await remaining(inner, within(100_000))

    expect(time).toBeLessThanOrEqual(90_000)
    expect(time).toBeGreaterThan(80_000)
  })

  test.each(['', 'soon', '-5', '1.5', '1e3', '0x10', '10, 20', '1234567890', '10ms'])(
    'has any time where the header says "%s"',
    async (value) => {
      expect(await remaining(inner, within(value))).toBeNull()
    },
  )

  test('has any time where its caller says nothing', async () => {
    expect(await remaining(inner)).toBeNull()
  })
})

describe('the edge', () => {
  test.each([{}, within(0), within(1), within(999_999), within('soon')])(
    'sets the time itself, whatever a client says: %j',
    async (headers) => {
      const time = await remaining(edge, headers)

      expect(time).toBeLessThanOrEqual(50_000)
      expect(time).toBeGreaterThan(40_000)
    },
  )

  test('begins work for a client that says it has no time', async () => {
    await supertest(edge.app.server).post('/remaining').set(within(0)).expect(200)
  })

  test.each([{}, within(0), within(100)])('gives any time where it is set to 0: %j', async (headers) => {
    expect(await remaining(timeless, headers)).toBeNull()
  })
})

describe('a deadline that has passed', () => {
  test.each(WRITES)('is a 503 for %s, with nothing begun', async (method) => {
    begun.length = 0

    const { status, type, headers, text } = await supertest(inner.app.server)
      [method]('/remaining')
      .set(within(0))

    expect([status, type, headers['retry-after']]).toEqual([503, 'application/problem+json', '1'])
    expect(JSON.parse(text)).toMatchObject({
      type: 'tag:slipway.example,2026:deadline-passed',
      detail: 'The time for this request is over. Nothing was begun.',
    })
    expect(begun).toEqual([])
  })

  test.each(['get', 'head'] as const)('lets %s through, which changes nothing', async (method) => {
    await supertest(inner.app.server)[method]('/remaining').set(within(0)).expect(200)
    await supertest(inner.app.server)[method]('/late').set(within(20)).expect(200)
  })

  test('counts from when the request came, not from when its handler could run', async () => {
    begun.length = 0

    await supertest(inner.app.server).post('/late').set(within(50)).expect(503)
    expect(begun).toEqual([])

    await supertest(inner.app.server).post('/late').set(within(60_000)).expect(200)
    expect(begun).toEqual(['late'])
  })
})

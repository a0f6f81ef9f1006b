import type { FastifyInstance } from 'fastify'
import supertest from 'supertest'
import { afterAll, expect, test } from 'vitest'
import { startTestService } from '../test-service.ts'

const lost = (app: FastifyInstance) =>
  app.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    url: '/lost',
    handler: async () => {
      throw new Error('Command timed out')
    },
  })
const service = await startTestService({ isUnavailable: () => 'outcome-unknown' }, lost)
afterAll(() => service[Symbol.asyncDispose]())

test.each(['post', 'put', 'delete'] as const)(
  'the response to a %s whose outcome is unknown says so, and how to repeat it',
  async (method) => {
    const { status, headers, text } = await supertest(service.app.server)[method]('/lost')

    expect([status, headers['retry-after']]).toEqual([503, '1'])
    expect(headers).not.toHaveProperty('x-not-processed')
    expect(JSON.parse(text)).toMatchObject({
      type: 'tag:slipway.example,2026:unavailable',
      detail: expect.stringMatching(
        /^Outcome unknown: the data store did not respond\. Repeat .* the same Idempotency-Key/,
      ),
    })
  },
)

test('a read has no outcome: the store is unavailable', async () => {
  const { text } = await supertest(service.app.server).get('/lost').expect(503)

  expect(JSON.parse(text).detail).toBe('The data store is unavailable. Retry.')
})

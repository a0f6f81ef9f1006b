import { type Answer, UpstreamError } from '@slipway/upstream'
import type { FastifyBaseLogger } from 'fastify'
import { expect, test, vi } from 'vitest'
import { CatalogClient } from '../src/catalog-client.ts'
import { settleOrder } from '../src/orders/settle-order.ts'
import type { OrderStore } from '../src/orders/store.ts'
import { newOrder } from './open.ts'

const OTHER = '01920000-0000-7000-8000-000000000001'
const line = { sku: 'oar', quantity: 2 }
const missing = [{ sku: 'oar', requested: 2, available: 0, reason: 'unknown-sku' }]
const refused = { status: 'refused', lines: [line], missing }

const answer = (status: number, body: string): Answer => ({ status, headers: {}, body: Buffer.from(body) })

/** The levels of what is logged where catalog answers like this, and what became of the order. */
async function settle(request: () => Promise<Answer>) {
  const order = newOrder()
  const store = { get: async () => order } as Partial<OrderStore> as OrderStore
  const log = { warn: vi.fn(), error: vi.fn() }
  const logger = log as Partial<FastifyBaseLogger> as FastifyBaseLogger
  const call = { requestId: 'request-1', log: logger, deadline: Number.POSITIVE_INFINITY, servedBy: [] }
  const catalog = new CatalogClient({ request, close: async () => {} })
  const context = { store, catalog, recoverAfter: 1_000 }
  const { status } = await settleOrder(context, order, call)
  return { status, warnings: log.warn.mock.calls.length, errors: log.error.mock.calls.length }
}

test.each<[string, () => Promise<Answer>]>([
  ['no answer', () => Promise.reject(new UpstreamError('TIMEOUT', 'late', { sent: true }))],
  ['500 with a page', async () => answer(500, '<html>')],
  ['503', async () => answer(503, '{}')],
  ['a release', async () => answer(200, `{"orderId":"${OTHER}","status":"released"}`)],
])('what may happen is a warning, and the order stays pending: %s', async (_title, request) => {
  expect(await settle(request)).toEqual({ status: 'pending', warnings: 1, errors: 0 })
})

test.each([
  ['400', answer(400, '{}')],
  ['404 with a page', answer(404, '<html>')],
  ['409', answer(409, '{}')],
  ['200 that is no JSON', answer(200, '<html>')],
  ['200 without a body', answer(200, '')],
  ['200 of another shape', answer(200, '{"ok":true}')],
  ['200 about another order', answer(200, JSON.stringify({ ...refused, orderId: OTHER }))],
])('an answer that makes no sense is an error, and the order stays pending: %s', async (_title, response) => {
  expect(await settle(async () => response)).toEqual({ status: 'pending', warnings: 0, errors: 1 })
})

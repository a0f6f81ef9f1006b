import { type Events, subscribe } from '@slipway/observe'
import { UpstreamError, type UpstreamResponse } from '@slipway/upstream'
import { expect, test } from 'vitest'
import { CatalogClient, UnexpectedResponse } from '../src/catalog-client.ts'
import { settleOrder } from '../src/orders/settle-order.ts'
import type { OrderStore } from '../src/orders/store.ts'
import { newOrder } from './open.ts'

const OTHER = '01920000-0000-7000-8000-000000000001'
const line = { sku: 'oar', quantity: 2 }
const missing = [{ sku: 'oar', requested: 2, available: 0, reason: 'unknown-sku' }]
const released = { orderId: OTHER, status: 'released' }
const refused = { orderId: OTHER, status: 'refused', lines: [line], missing }

const createResponse = (status: number, body: string): UpstreamResponse => ({
  status,
  headers: {},
  body: Buffer.from(body),
})

/** Settles an order with this response of catalog; returns its status, and the events that say why. */
async function settle(request: () => Promise<UpstreamResponse>) {
  const order = newOrder()
  const store = { get: async () => order } as Partial<OrderStore> as OrderStore
  const events: Events['order-left-open'][] = []
  const unsubscribe = subscribe('order-left-open', (event) => events.push(event))
  const call = { requestId: 'request-1', deadline: Number.POSITIVE_INFINITY, servedBy: [], logFields: {} }
  const catalog = new CatalogClient({ request })
  const context = { store, catalog, recoverAfter: 1_000, retention: Number.POSITIVE_INFINITY }
  const { status } = await settleOrder(context, order, call)
  unsubscribe()
  return { orderId: order.id, status, events }
}

test.each<[string, string, () => Promise<UpstreamResponse>]>([
  [
    'a timeout',
    'TIMEOUT',
    () => Promise.reject(new UpstreamError('TIMEOUT', 'no response in time', { sent: true })),
  ],
  ['503', 'catalog responded with 503', async () => createResponse(503, '{}')],
])(
  'an outage leaves the order of a request pending, with its reason and no stack: %s',
  async (_title, reason, request) => {
    const { orderId, status, events } = await settle(request)
    expect(status).toBe('pending')
    expect(events).toEqual([{ orderId, requestId: 'request-1', status: 'pending', reason }])
  },
)

test.each<[string, () => Promise<UpstreamResponse>]>([
  ['500 with HTML', async () => createResponse(500, '<html>')],
  ['400', async () => createResponse(400, '{}')],
  ['404 with HTML', async () => createResponse(404, '<html>')],
  ['409', async () => createResponse(409, '{}')],
  ['200 with HTML', async () => createResponse(200, '<html>')],
  ['200 without a body', async () => createResponse(200, '')],
  ['200 of another shape', async () => createResponse(200, '{"ok":true}')],
  ['a release of another order', async () => createResponse(200, JSON.stringify(released))],
  ['200 for another order', async () => createResponse(200, JSON.stringify(refused))],
])(
  'a response that no outage explains leaves the order of a request pending, with the error: %s',
  async (_title, request) => {
    const { orderId, status, events } = await settle(request)
    expect(status).toBe('pending')
    const reason = expect.stringContaining('catalog re')
    const error = expect.any(UnexpectedResponse)
    expect(events).toEqual([{ orderId, requestId: 'request-1', status: 'pending', reason, error }])
  },
)

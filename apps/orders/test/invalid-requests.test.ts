import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFakeCatalog } from './fake-catalog.ts'
import { lines, startOrders } from './start-orders.ts'

const started = new AsyncDisposableStack()
let catalog: Awaited<ReturnType<typeof startFakeCatalog>>
let orders: Awaited<ReturnType<typeof startOrders>>
beforeAll(async () => {
  catalog = started.use(await startFakeCatalog())
  orders = started.use(await startOrders(catalog.url))
})
afterAll(() => started.disposeAsync())

const many = (count: number) => Array.from({ length: count }, (_, i) => ({ sku: `sku-${i}`, quantity: 1 }))
const quantities: [string, unknown][] = [0, -1, 1.5, 1e9, 1_001, '2', null].map((quantity) => [
  '/lines/0/quantity',
  { lines: [{ sku: 'oar', quantity }] },
])

test.each<[field: string, body: unknown]>([
  ...quantities,
  ['/lines', {}],
  ['/lines', { lines: [] }],
  ['/lines', { lines: many(51) }],
  ['/lines', { lines: 'oar' }],
  ['/lines/2/sku', { lines: [...lines, lines[0]] }],
  ['/lines/0/sku', { lines: [{ sku: 'a b', quantity: 1 }] }],
  ['/lines/0/sku', { lines: [{ quantity: 1 }] }],
  ['/note', { lines, note: 'x' }],
  ['/lines/0/price', { lines: [{ ...lines[0], price: 0 }] }],
  ['', [lines]],
])(
  'an invalid order is a 400 that names %s, without a call of catalog or a stored order: %o',
  async (field, sent) => {
    const { status, type, body } = await orders.place('key', sent)
    expect([status, type]).toEqual([400, 'application/problem+json'])
    expect(body.errors).toContainEqual(expect.objectContaining({ in: 'body', field }))
    expect([catalog.calls, await orders.count()]).toEqual([[], 0])
  },
)

test('a body of many invalid lines has one error: validation stops at the first', async () => {
  const { status, body } = await orders.place('key', { lines: Array(5_000).fill(1) })
  expect([status, body.errors.length]).toEqual([400, 1])
})

test.each([undefined, '', 'a b', '"a', '""', 'å', 'x'.repeat(256)])(
  'the key %j is a 400 that names the header, without a call of catalog or a stored order',
  async (key) => {
    const request = orders.api.post('/api/orders')
    if (key !== undefined) request.set('idempotency-key', Buffer.from(key).toString('latin1'))
    const { status, body } = await request.send({ lines })
    expect(status).toBe(400)
    expect(body.errors).toEqual([expect.objectContaining({ in: 'header', field: 'idempotency-key' })])
    expect([catalog.calls, await orders.count()]).toEqual([[], 0])
  },
)

test.each([
  ['limit', { limit: '0' }],
  ['limit', { limit: '101' }],
  ['limit', { limit: '1.5' }],
  ['limit', { limit: 'abc' }],
  ['limit', { limit: '1e400' }],
  ['limit', { limit: 'Infinity' }],
  ['limit', { limit: '0x10' }],
  ['limit', { limit: '' }],
  ['cursor', { cursor: '' }],
  ['cursor', { cursor: 'nonsense' }],
  ['cursor', { cursor: Buffer.from('compass').toString('base64url') }],
  ['status', { status: 'confirmed' }],
  ['page', { page: '2' }],
])('an invalid %s in the query is a 400 that names it: %o', async (field, query) => {
  const { status, body } = await orders.api.get('/api/orders').query(query)
  expect(status).toBe(400)
  expect(body.errors).toEqual([expect.objectContaining({ in: 'query', field })])
})

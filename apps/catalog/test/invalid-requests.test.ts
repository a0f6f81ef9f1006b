import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCatalog } from './start-catalog.ts'

let catalog: Awaited<ReturnType<typeof startCatalog>>
beforeAll(async () => {
  catalog = await startCatalog({ SEED: 'demo' })
})
afterAll(() => catalog?.[Symbol.asyncDispose]())

const oar = { name: 'Oar', price: { amount: 500, currency: 'EUR' } }
const line = { sku: 'rope-per-metre', quantity: 1 }
const many = (count: number) => Array.from({ length: count }, (_, i) => ({ sku: `sku-${i}`, quantity: 1 }))

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
  ['cursor', { cursor: 'not a cursor' }],
  ['cursor', { cursor: Buffer.from('../x').toString('base64url') }],
  ['cursor', { cursor: 'a'.repeat(201) }],
  ['page', { page: '2' }],
])('an invalid %s in the query is a 400 that names it: %o', async (field, query) => {
  const { status, body } = await catalog.api.get('/api/products').query(query)
  expect(status).toBe(400)
  expect(body.errors).toEqual([expect.objectContaining({ in: 'query', field })])
})

test.each([
  ['/price/currency', { ...oar, price: { amount: 1, currency: 'USD' } }],
  ['/price/currency', { ...oar, price: { amount: 1, currency: 'eur' } }],
  ['/price/amount', { ...oar, price: { amount: -1 } }],
  ['/price/amount', { ...oar, price: { amount: 1_000_000_001 } }],
  ['/price/amount', { ...oar, price: { amount: 1.5 } }],
  ['/price/amount', { ...oar, price: { amount: '5' } }],
  ['/price/amount', { ...oar, price: {} }],
  ['/price', { name: 'Oar' }],
  ['/price/vat', { ...oar, price: { amount: 1, vat: 2 } }],
  ['/name', { ...oar, name: '' }],
  ['/name', { ...oar, name: '  ' }],
  ['/name', { ...oar, name: 'x'.repeat(201) }],
  ['/available', { ...oar, available: 5 }],
  ['', [oar]],
])('an invalid product is a 400 that names %s and creates nothing: %o', async (field, sent) => {
  const { status, body } = await catalog.api.put('/api/products/oar').send(sent)
  expect(status).toBe(400)
  expect(body.errors).toContainEqual(expect.objectContaining({ in: 'body', field }))
  await catalog.api.get('/api/products/oar').expect(404)
})

test.each(['-oar', 'a%20b', '%C3%A5', 'a%2Fb', 'x'.repeat(65)])(
  'the SKU %s in the path is a 400 that names it',
  async (sku) => {
    for (const request of [
      catalog.api.get(`/api/products/${sku}`),
      catalog.api.put(`/api/products/${sku}`).send(oar),
      catalog.restock(sku, 1, 'key'),
    ]) {
      const { status, body } = await request
      expect([status, body.errors?.[0]?.in, body.errors?.[0]?.field]).toEqual([400, 'path', 'sku'])
    }
  },
)

test.each([0, -1, 1.5, 1e9, 1_001, '5', null, [5]])(
  'the restock quantity %j is a 400 and adds nothing',
  async (quantity) => {
    const { status, body } = await catalog.restock('logbook', quantity, 'key')
    expect(status).toBe(400)
    expect(body.errors).toEqual([expect.objectContaining({ in: 'body', field: '/quantity' })])
    expect(await catalog.available('logbook')).toBe(100)
  },
)

test('an unknown field of a restock is a 400 that names it', async () => {
  const { status, body } = await catalog.api
    .post('/api/products/logbook/restocks')
    .set('idempotency-key', 'key')
    .send({ quantity: 1, colour: 'red' })
  expect(status).toBe(400)
  expect(body.errors).toEqual([{ in: 'body', field: '/colour', detail: 'is not a known field' }])
})

test('a restock without a key is a 400 that names the header, and adds nothing', async () => {
  const { status, body } = await catalog.api.post('/api/products/logbook/restocks').send({ quantity: 1 })
  expect(status).toBe(400)
  expect(body.errors).toEqual([expect.objectContaining({ in: 'header', field: 'idempotency-key' })])
  expect(await catalog.available('logbook')).toBe(100)
})

test.each<[field: string, lines: unknown]>([
  ['/lines/1/sku', [line, line]],
  ['/lines', []],
  ['/lines', many(51)],
  ['/lines', undefined],
  ['/lines/0/quantity', [{ ...line, quantity: 0 }]],
  ['/lines/0/quantity', [{ ...line, quantity: -1 }]],
  ['/lines/0/quantity', [{ ...line, quantity: 1.5 }]],
  ['/lines/0/quantity', [{ ...line, quantity: 1e9 }]],
  ['/lines/0/quantity', [{ ...line, quantity: '5' }]],
  ['/lines/0/sku', [{ sku: 'a b', quantity: 1 }]],
  ['/lines/0/price', [{ ...line, price: 0 }]],
])('an invalid reservation is a 400 that names %s, and decides nothing: %o', async (field, lines) => {
  const id = randomUUIDv7()
  const { status, body } = await catalog.reserve(id, lines)
  expect(status).toBe(400)
  expect(body.errors).toContainEqual(expect.objectContaining({ in: 'body', field }))
  expect((await catalog.reserve(id, [line])).body.status).toBe('reserved')
})

test.each(['1', '01920000-0000-4000-8000-000000000001'])('the order id %s is a 400', async (orderId) => {
  for (const request of [catalog.reserve(orderId, [line]), catalog.release(orderId)]) {
    const { status, body } = await request
    expect([status, body.errors?.[0]?.field]).toEqual([400, 'orderId'])
  }
})

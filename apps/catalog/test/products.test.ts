import type { Response } from 'supertest'
import { expect, test } from 'vitest'
import { startCatalog } from './start-catalog.ts'

const oar = { name: 'Oar', price: { amount: 500, currency: 'EUR' } }

test('a product is created with 201 and Location, changed with 200, and read', async () => {
  await using catalog = await startCatalog()
  const created = await catalog.api.put('/api/products/oar').send(oar)
  expect(created.status).toBe(201)
  expect(created.headers.location).toBe('/api/products/oar')
  expect(created.body).toEqual({ sku: 'oar', ...oar, available: 0 })
  const changed = await catalog.api.put('/api/products/oar').send({ name: 'Oar, long', price: { amount: 0 } })
  expect(changed.status).toBe(200)
  expect(changed.headers.location).toBeUndefined()
  const price = { amount: 0, currency: 'EUR' }
  const read = await catalog.api.get('/api/products/oar').expect(200)
  expect(read.body).toEqual({ sku: 'oar', name: 'Oar, long', price, available: 0 })
})

test('a product that does not exist is a 404', async () => {
  await using catalog = await startCatalog()
  const { status, type, body } = await catalog.api.get('/api/products/nothing')
  expect([status, type, body.status]).toEqual([404, 'application/problem+json', 404])
})

test('a walk through the pages meets every product once and ends', async () => {
  await using catalog = await startCatalog()
  const skus = ['a', 'b', 'c', 'd', 'e']
  for (const sku of skus) await catalog.api.put(`/api/products/${sku}`).send(oar)
  const seen: string[] = []
  let query: Record<string, string> | undefined = { limit: '2' }
  while (query) {
    const { body }: Response = await catalog.api.get('/api/products').query(query).expect(200)
    seen.push(...body.items.map(({ sku }: { sku: string }) => sku))
    query = body.nextCursor === null ? undefined : { limit: '2', cursor: body.nextCursor }
  }
  expect(seen).toEqual(skus)
})

test.each([
  ['limit', { limit: '0' }],
  ['limit', { limit: '101' }],
  ['limit', { limit: '1.5' }],
  ['limit', { limit: 'abc' }],
  ['limit', { limit: '' }],
  ['cursor', { cursor: '' }],
  ['cursor', { cursor: 'not a cursor' }],
  ['cursor', { cursor: Buffer.from('../x').toString('base64url') }],
  ['cursor', { cursor: 'a'.repeat(201) }],
  ['page', { page: '2' }],
])('a bad %s in the query is a 400 that names it: %o', async (field, query) => {
  await using catalog = await startCatalog()
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
])('a bad body is a 400 that names %s and creates nothing: %o', async (field, sent) => {
  await using catalog = await startCatalog()
  const { status, body } = await catalog.api.put('/api/products/oar').send(sent)
  expect(status).toBe(400)
  expect(body.errors).toContainEqual(expect.objectContaining({ in: 'body', field }))
  await catalog.api.get('/api/products/oar').expect(404)
})

test.each(['-oar', 'a%20b', '%C3%A5', 'a%2Fb', 'x'.repeat(65)])(
  'the SKU %s in the path is a 400 that names it',
  async (sku) => {
    await using catalog = await startCatalog()
    for (const request of [
      catalog.api.get(`/api/products/${sku}`),
      catalog.api.put(`/api/products/${sku}`).send(oar),
      catalog.api.post(`/api/products/${sku}/restocks`).set('idempotency-key', 'k').send({ quantity: 1 }),
    ]) {
      const { status, body } = await request
      expect([status, body.errors?.[0]?.in, body.errors?.[0]?.field]).toEqual([400, 'path', 'sku'])
    }
  },
)

test('a SKU of 64 characters and an amount of 10⁹ are accepted', async () => {
  await using catalog = await startCatalog()
  const body = { name: 'x'.repeat(200), price: { amount: 1_000_000_000 } }
  await catalog.api
    .put(`/api/products/${'x'.repeat(64)}`)
    .send(body)
    .expect(201)
})

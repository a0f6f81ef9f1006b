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

test('an unknown product is a 404', async () => {
  await using catalog = await startCatalog()
  const { status, type, body } = await catalog.api.get('/api/products/unknown')
  expect([status, type, body.status]).toEqual([404, 'application/problem+json', 404])
})

test('following nextCursor returns every product once and ends', async () => {
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

test('a SKU of 64 characters and an amount of 10⁹ are accepted', async () => {
  await using catalog = await startCatalog()
  const body = { name: 'x'.repeat(200), price: { amount: 1_000_000_000 } }
  await catalog.api
    .put(`/api/products/${'x'.repeat(64)}`)
    .send(body)
    .expect(201)
})

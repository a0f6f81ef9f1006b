import { randomUUIDv7 } from 'node:crypto'
import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { startCatalog } from './start-catalog.ts'

onBothStores('seeding', (freshUrl) => {
  test('SEED=demo inserts twenty products with stock, once for all instances', async () => {
    const environment = { STORE_URL: freshUrl(), SEED: 'demo' }
    await using one = await startCatalog(environment)
    const change = { name: 'Changed', price: { amount: 1 } }
    await one.api.put('/api/products/compass').send(change).expect(200)
    await using other = await startCatalog(environment)
    const { body } = await other.api.get('/api/products?limit=100').expect(200)
    expect(body.items).toHaveLength(20)
    for (const { available } of body.items) expect(available).toBeGreaterThan(0)
    expect((await other.api.get('/api/products/compass')).body.name).toBe('Changed')
  })

  test('without SEED the catalog is empty', async () => {
    await using catalog = await startCatalog({ STORE_URL: freshUrl() })
    const { body } = await catalog.api.get('/api/products').expect(200)
    expect(body).toEqual({ items: [], nextCursor: null })
  })
})

onBothStores('a name that is not well-formed Unicode', (freshUrl) => {
  test('is a 400 that names it, creates nothing, and leaves the product orderable', async () => {
    await using catalog = await startCatalog({ STORE_URL: freshUrl(), SEED: 'demo' })
    for (const sku of ['oar', 'compass']) {
      const { status, body } = await catalog.api
        .put(`/api/products/${sku}`)
        .type('json')
        .send('{"name":"\\ud800","price":{"amount":1}}')
      expect([status, body.errors?.[0]?.field]).toEqual([400, '/name'])
    }
    await catalog.api.get('/api/products/oar').expect(404)
    const id = randomUUIDv7()
    const { body } = await catalog.reserve(id, [{ sku: 'compass', quantity: 1 }]).expect(200)
    expect(body.status).toBe('reserved')
  })
})

test('prices are in the currency that CURRENCY sets', async () => {
  await using catalog = await startCatalog({ SEED: 'demo', CURRENCY: 'NOK' })
  const { body } = await catalog.api.get('/api/products/compass').expect(200)
  expect(body.price).toEqual({ amount: 12900, currency: 'NOK' })
  const lines = [{ sku: 'compass', quantity: 1 }]
  const id = randomUUIDv7()
  const reserved = await catalog.api.put(`/reservations/${id}`).send({ lines }).expect(200)
  expect(reserved.body.lines[0].unitPrice).toEqual({ amount: 12900, currency: 'NOK' })
})

test('the OpenAPI 3.1 document names every public route', async () => {
  await using catalog = await startCatalog()
  const { body } = await catalog.api.get('/openapi.json').expect(200)
  expect(body.openapi).toMatch(/^3\.1\./)
  const routes = Object.entries(body.paths as Record<string, object>)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
    .filter((route) => route.includes(' /api/'))
  expect(routes.toSorted()).toEqual([
    'get /api/products',
    'get /api/products/{sku}',
    'post /api/products/{sku}/restocks',
    'put /api/products/{sku}',
  ])
})

test('every response names the instance that served it', async () => {
  await using catalog = await startCatalog()
  for (const path of ['/api/products', '/api/products/unknown']) {
    const { headers } = await catalog.api.get(path)
    expect(headers['server-timing']).toMatch(/^catalog;desc="catalog-1";dur=[\d.]+$/)
  }
})

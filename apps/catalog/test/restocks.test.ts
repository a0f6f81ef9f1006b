import { expect, test } from 'vitest'
import { startCatalog } from './start-catalog.ts'

const path = '/api/products/oar/restocks'

async function startWithProducts() {
  const catalog = await startCatalog()
  for (const sku of ['oar', 'rope']) {
    await catalog.api
      .put(`/api/products/${sku}`)
      .send({ name: sku, price: { amount: 1 } })
      .expect(201)
  }
  const available = async (sku: string) => (await catalog.api.get(`/api/products/${sku}`)).body.available
  const restock = (quantity: unknown, key: string, to = path) =>
    catalog.api.post(to).set('idempotency-key', key).send({ quantity })
  return { ...catalog, available, restock }
}

test('a restock adds stock and a repeat with its key, quoted or bare, adds nothing', async () => {
  await using catalog = await startWithProducts()
  const first = await catalog.restock(5, 'key-1').expect(200)
  expect(first.body.available).toBe(5)
  await catalog.restock(1_000, 'key-2').expect(200)
  const repeat = await catalog.restock(5, '"key-1"').expect(200)
  expect(repeat.body).toEqual(first.body)
  expect(await catalog.available('oar')).toBe(1_005)
})

test.each([
  ['another quantity', 6, path],
  ['another product', 5, '/api/products/rope/restocks'],
  ['a product that does not exist', 5, '/api/products/nothing/restocks'],
])('a key reused for %s is a 422 and adds nothing', async (_, quantity, to) => {
  await using catalog = await startWithProducts()
  await catalog.restock(5, 'key').expect(200)
  const { status, body } = await catalog.restock(quantity, 'key', to)
  expect([status, body.type]).toEqual([422, 'tag:slipway.example,2026:key-reused'])
  expect([await catalog.available('oar'), await catalog.available('rope')]).toEqual([5, 0])
})

test('a product that does not exist is a 404 and leaves the key free', async () => {
  await using catalog = await startWithProducts()
  await catalog.restock(5, 'key', '/api/products/nothing/restocks').expect(404)
  await catalog.restock(5, 'key').expect(200)
})

test.each([0, -1, 1.5, 1e9, 1_001, '5', null, [5]])(
  'the quantity %j is a 400 and adds nothing',
  async (quantity) => {
    await using catalog = await startWithProducts()
    const { status, body } = await catalog.restock(quantity, 'key')
    expect(status).toBe(400)
    expect(body.errors).toEqual([expect.objectContaining({ in: 'body', field: '/quantity' })])
    expect(await catalog.available('oar')).toBe(0)
  },
)

test('an unknown field is a 400 that names it', async () => {
  await using catalog = await startWithProducts()
  const { status, body } = await catalog.api
    .post(path)
    .set('idempotency-key', 'key')
    .send({ quantity: 1, colour: 'red' })
  expect(status).toBe(400)
  expect(body.errors).toEqual([{ in: 'body', field: '/colour', detail: 'is not a known field' }])
})

test('a missing key is a 400 that names the header and adds nothing', async () => {
  await using catalog = await startWithProducts()
  const { status, body } = await catalog.api.post(path).send({ quantity: 1 })
  expect(status).toBe(400)
  expect(body.errors).toEqual([expect.objectContaining({ in: 'header', field: 'idempotency-key' })])
  expect(await catalog.available('oar')).toBe(0)
})

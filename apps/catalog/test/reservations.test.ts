import { expect, test } from 'vitest'
import { startCatalog } from './start-catalog.ts'

const id = '01920000-0000-7000-8000-000000000001'
const path = `/reservations/${id}`
const one = [{ sku: 'compass', quantity: 1 }]

async function startSeeded() {
  const catalog = await startCatalog({ SEED: 'demo' })
  const available = async () => (await catalog.api.get('/api/products/compass')).body.available
  const reserve = (lines: unknown, to = path) => catalog.api.put(to).send({ lines })
  return { ...catalog, available, reserve }
}

test('a reservation answers with prices, its release without, and both repeat', async () => {
  await using catalog = await startSeeded()
  const reserved = { orderId: id, status: 'reserved', lines: [priced(one[0]!)] }
  const released = { orderId: id, status: 'released', lines: one }
  expect((await catalog.reserve(one).expect(200)).body).toEqual(reserved)
  expect((await catalog.reserve(one).expect(200)).body).toEqual(reserved)
  expect(await catalog.available()).toBe(14)
  expect((await catalog.api.put(`${path}/release`).expect(200)).body).toEqual(released)
  expect((await catalog.api.put(`${path}/release`).expect(200)).body).toEqual(released)
  expect((await catalog.reserve(one).expect(200)).body).toEqual(released)
  expect(await catalog.available()).toBe(15)
})

test('a refusal is a 200 that names every line that is missing, and why', async () => {
  await using catalog = await startSeeded()
  const lines = [
    { sku: 'compass', quantity: 16 },
    { sku: 'anchor-light', quantity: 1 },
    { sku: 'nothing', quantity: 2 },
  ]
  const missing = [
    { sku: 'compass', requested: 16, available: 15, reason: 'out-of-stock' },
    { sku: 'nothing', requested: 2, available: 0, reason: 'unknown-sku' },
  ]
  const { body } = await catalog.reserve(lines).expect(200)
  expect(body).toEqual({ orderId: id, status: 'refused', lines, missing })
})

test('a release before any reservation is a 200, and the late reservation repeats it', async () => {
  await using catalog = await startSeeded()
  const released = { orderId: id, status: 'released' }
  expect((await catalog.api.put(`${path}/release`).expect(200)).body).toEqual(released)
  expect((await catalog.reserve(one).expect(200)).body).toEqual(released)
})

test.each([
  ['another quantity', [{ sku: 'compass', quantity: 2 }]],
  ['another SKU', [{ sku: 'logbook', quantity: 1 }]],
  ['one line more', [...one, { sku: 'logbook', quantity: 1 }]],
])('%s under the same order id is a 422, reserved or released, and takes nothing', async (_, lines) => {
  await using catalog = await startSeeded()
  await catalog.reserve(one).expect(200)
  const { status, body } = await catalog.reserve(lines)
  expect([status, body.type]).toEqual([422, 'tag:slipway.example,2026:other-lines'])
  expect(await catalog.available()).toBe(14)
  await catalog.api.put(`${path}/release`).expect(200)
  await catalog.reserve(lines).expect(422)
})

test('other lines under the id of a refused order are a 422', async () => {
  await using catalog = await startSeeded()
  await catalog.reserve([{ sku: 'compass', quantity: 16 }]).expect(200)
  await catalog.reserve(one).expect(422)
  expect(await catalog.available()).toBe(15)
})

const many = (count: number) => Array.from({ length: count }, (_, i) => ({ sku: `sku-${i}`, quantity: 1 }))

test.each<[field: string, lines: unknown]>([
  ['/lines/1/sku', [...one, ...one]],
  ['/lines', []],
  ['/lines', many(51)],
  ['/lines', undefined],
  ...[0, -1, 1.5, 1e9, '5'].map(
    (quantity) => ['/lines/0/quantity', [{ sku: 'compass', quantity }]] as [string, unknown],
  ),
  ['/lines/0/sku', [{ sku: 'a b', quantity: 1 }]],
  ['/lines/0/price', [{ sku: 'compass', quantity: 1, price: 0 }]],
])('bad lines are a 400 that names %s, and decide nothing: %o', async (field, lines) => {
  await using catalog = await startSeeded()
  const { status, body } = await catalog.reserve(lines)
  expect(status).toBe(400)
  expect(body.errors).toContainEqual(expect.objectContaining({ in: 'body', field }))
  expect((await catalog.reserve(one)).body.status).toBe('reserved')
})

test('fifty lines are accepted', async () => {
  await using catalog = await startSeeded()
  expect((await catalog.reserve(many(50)).expect(200)).body.missing).toHaveLength(50)
})

test.each(['1', '01920000-0000-4000-8000-000000000001'])('the order id %s is a 400', async (orderId) => {
  await using catalog = await startSeeded()
  for (const to of [`/reservations/${orderId}`, `/reservations/${orderId}/release`]) {
    const { status, body } = await catalog.reserve(one, to)
    expect([status, body.errors?.[0]?.field]).toEqual([400, 'orderId'])
  }
})

function priced(line: { sku: string; quantity: number }) {
  return { ...line, unitPrice: { amount: 12900, currency: 'EUR' } }
}

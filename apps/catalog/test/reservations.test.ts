import { randomUUIDv7 } from 'node:crypto'
import { expect, test } from 'vitest'
import { startCatalog } from './start-catalog.ts'

const id = randomUUIDv7()
const one = [{ sku: 'compass', quantity: 1 }]
const startSeeded = () => startCatalog({ SEED: 'demo' })

test('a reservation returns prices, its release returns none, and repeats return the same', async () => {
  await using catalog = await startSeeded()
  const unitPrice = { amount: 12900, currency: 'EUR' }
  const reserved = { orderId: id, status: 'reserved', lines: [{ ...one[0], unitPrice }] }
  const released = { orderId: id, status: 'released', lines: one }
  expect((await catalog.reserve(id, one).expect(200)).body).toEqual(reserved)
  expect((await catalog.reserve(id, one).expect(200)).body).toEqual(reserved)
  expect(await catalog.available('compass')).toBe(14)
  expect((await catalog.release(id).expect(200)).body).toEqual(released)
  expect((await catalog.release(id).expect(200)).body).toEqual(released)
  expect((await catalog.reserve(id, one).expect(200)).body).toEqual(released)
  expect(await catalog.available('compass')).toBe(15)
})

test('a refusal is a 200 that names every missing line and the reason', async () => {
  await using catalog = await startSeeded()
  const lines = [
    { sku: 'compass', quantity: 16 },
    { sku: 'anchor-light', quantity: 1 },
    { sku: 'unknown', quantity: 2 },
  ]
  const missing = [
    { sku: 'compass', requested: 16, available: 15, reason: 'out-of-stock' },
    { sku: 'unknown', requested: 2, available: 0, reason: 'unknown-sku' },
  ]
  const { body } = await catalog.reserve(id, lines).expect(200)
  expect(body).toEqual({ orderId: id, status: 'refused', lines, missing })
})

test('a release before any reservation is a 200, and the late reservation returns the release', async () => {
  await using catalog = await startSeeded()
  const released = { orderId: id, status: 'released' }
  expect((await catalog.release(id).expect(200)).body).toEqual(released)
  expect((await catalog.reserve(id, one).expect(200)).body).toEqual(released)
})

test.each([
  ['another quantity', [{ sku: 'compass', quantity: 2 }]],
  ['another SKU', [{ sku: 'logbook', quantity: 1 }]],
  ['one more line', [...one, { sku: 'logbook', quantity: 1 }]],
])('%s for the same order id is a 422, reserved or released, and reserves nothing', async (_, lines) => {
  await using catalog = await startSeeded()
  await catalog.reserve(id, one).expect(200)
  const { status, body } = await catalog.reserve(id, lines)
  expect([status, body.type]).toEqual([422, 'tag:slipway.example,2026:other-lines'])
  expect(await catalog.available('compass')).toBe(14)
  await catalog.release(id).expect(200)
  await catalog.reserve(id, lines).expect(422)
})

test('other lines for the id of a refused order are a 422', async () => {
  await using catalog = await startSeeded()
  await catalog.reserve(id, [{ sku: 'compass', quantity: 16 }]).expect(200)
  await catalog.reserve(id, one).expect(422)
  expect(await catalog.available('compass')).toBe(15)
})

test('fifty lines are accepted', async () => {
  await using catalog = await startSeeded()
  const lines = Array.from({ length: 50 }, (_, i) => ({ sku: `sku-${i}`, quantity: 1 }))
  expect((await catalog.reserve(id, lines).expect(200)).body.missing).toHaveLength(50)
})

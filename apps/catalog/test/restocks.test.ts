import { createService, fingerprint, readSettings } from '@slipway/service-kit'
import { silentLogger } from '@slipway/testing'
import { expect, test } from 'vitest'
import { Settings } from '../src/config.ts'
import { restockRoutes } from '../src/restocks/routes.ts'
import type { RestockRequest } from '../src/restocks/store.ts'
import { startCatalog } from './start-catalog.ts'

const startSeeded = () => startCatalog({ SEED: 'demo' })

test('a restock adds stock and a repeat with its key, quoted or bare, adds nothing', async () => {
  await using catalog = await startSeeded()
  const first = await catalog.restock('compass', 5, 'key-1').expect(200)
  expect(first.body.available).toBe(20)
  await catalog.restock('compass', 1_000, 'key-2').expect(200)
  const repeat = await catalog.restock('compass', 5, '"key-1"').expect(200)
  expect(repeat.body).toEqual(first.body)
  expect(await catalog.available('compass')).toBe(1_020)
})

test.each([
  ['another quantity', 6, 'compass'],
  ['another product', 5, 'logbook'],
  ['an unknown product', 5, 'unknown'],
])('a key reused for %s is a 422 and adds nothing', async (_, quantity, sku) => {
  await using catalog = await startSeeded()
  await catalog.restock('compass', 5, 'key').expect(200)
  const { status, body } = await catalog.restock(sku, quantity, 'key')
  expect([status, body.type]).toEqual([422, 'tag:slipway.example,2026:key-reused'])
  expect([await catalog.available('compass'), await catalog.available('logbook')]).toEqual([20, 100])
})

test('an unknown product is a 404 and leaves the key unused', async () => {
  await using catalog = await startSeeded()
  await catalog.restock('unknown', 5, 'key').expect(404)
  await catalog.restock('compass', 5, 'key').expect(200)
})

test('the fingerprint is of the whole body, so that it covers a field that is added later', async () => {
  const requests: RestockRequest[] = []
  const restock = async (request: RestockRequest) => void requests.push(request)
  const settings = readSettings(Settings, {})
  const app = await createService({ name: 'catalog', settings, logger: silentLogger })
  await app.register(restockRoutes, { store: { restock: restock as never }, currency: 'EUR' })
  const url = '/api/products/oar/restocks'
  await app.inject({ method: 'POST', url, headers: { 'idempotency-key': 'key' }, body: { quantity: 5 } })
  await app.close()
  expect(requests[0]?.fingerprint).toBe(fingerprint('POST', url, { quantity: 5 }))
})

import type { NewOrder } from '@slipway/contracts'
import { LOCAL_USER } from '@slipway/service-kit'
import { expect, test } from 'vitest'
import type { CatalogClient } from '../src/catalog-client.ts'
import { NO_LIMITS } from '../src/orders/open-limits.ts'
import { placeOrder } from '../src/orders/place-order.ts'
import type { OrderStore } from '../src/orders/store.ts'
import { accept, refuse, respondWith, startFakeCatalog } from './fake-catalog.ts'
import { lines, startOrders } from './start-orders.ts'

test.each([
  ['reserved', accept, 201],
  ['refused', refuse, 409],
])('a repeat of a %s order returns the same response without calling catalog', async (_, respond, status) => {
  await using catalog = await startFakeCatalog(respond)
  await using orders = await startOrders(catalog.url)
  const first = await orders.place('key').expect(status)
  catalog.respond = respond === accept ? refuse : accept
  const repeat = await orders.place('key').expect(status)
  expect(repeat.body.order ?? repeat.body).toEqual(first.body.order ?? first.body)
  expect(repeat.headers.location).toBe(first.headers.location)
  expect([catalog.calls.length, await orders.count()]).toEqual([1, 1])
})

test('a repeat of a pending order calls catalog again for the same order, and settles it', async () => {
  await using catalog = await startFakeCatalog(respondWith(500, '{}'))
  await using orders = await startOrders(catalog.url)
  const first = await orders.place('key').expect(202)
  await orders.place('key').expect(202)
  catalog.respond = accept
  const settled = await orders.place('key').expect(201)
  expect(settled.body.id).toBe(first.body.id)
  expect(catalog.calls.map(({ orderId }) => orderId)).toEqual(Array(3).fill(first.body.id))
})

test('a repeat of an order that has been cancelled is a 201 with its current state', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const { body } = await orders.place('key').expect(201)
  await orders.cancel(body.id).expect(200)
  const repeat = await orders.place('key').expect(201)
  expect(repeat.body).toMatchObject({ id: body.id, status: 'cancelled' })
})

test('another body with the same key is a 422, and changes nothing', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  await orders.place('key').expect(201)
  for (const other of [lines.slice(0, 1), [{ ...lines[0], quantity: 3 }, lines[1]]]) {
    const { body } = await orders.place('key', { lines: other }).expect(422)
    expect(body.type).toBe('tag:slipway.example,2026:key-reused')
  }
  expect([catalog.calls.length, await orders.count()]).toEqual([1, 1])
})

test.each([
  [
    'other white space',
    'key',
    '{ "lines" : [ {"sku":"oar", "quantity":2},\n {"sku":"rope","quantity":1} ] }',
  ],
  [
    'another order of properties',
    'key',
    '{"lines":[{"quantity":2,"sku":"oar"},{"quantity":1,"sku":"rope"}]}',
  ],
  ['quotes around the key', '"key"', JSON.stringify({ lines })],
])('a repeat with %s is the same request', async (_, key, body) => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const first = await orders.place('key').expect(201)
  const repeat = await orders.api
    .post('/api/orders')
    .set('idempotency-key', key)
    .type('json')
    .send(body)
    .expect(201)
  expect(repeat.body).toEqual(first.body)
  expect(await orders.count()).toBe(1)
})

test('ten concurrent repeats create one order', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const responses = await Promise.all(Array.from({ length: 10 }, () => orders.place('key').expect(201)))
  for (const { body } of responses) expect(body).toEqual(responses[0]?.body)
  expect(await orders.count()).toBe(1)
  expect(new Set(catalog.calls.map(({ orderId }) => orderId)).size).toBe(1)
})

test('a field that is added to NewOrder later distinguishes requests without another change', async () => {
  const fingerprints: string[] = []
  const create: OrderStore['create'] = async (order, _key, fingerprint) => {
    fingerprints.push(fingerprint)
    return { fingerprint, order: { ...order, status: 'confirmed' } }
  }
  const context = {
    store: { create } as OrderStore,
    catalog: {} as CatalogClient,
    recoverAfter: 0,
    retention: Number.POSITIVE_INFINITY,
    openLimits: NO_LIMITS,
  }
  const call = { requestId: 'id', deadline: Number.POSITIVE_INFINITY, servedBy: [], logFields: {} }
  for (const note of ['a', 'a', 'b']) {
    const body = { lines, note } as NewOrder
    await placeOrder(context, { user: LOCAL_USER, key: 'key', body }, call)
  }
  const [first, repeat, other] = fingerprints
  expect(repeat).toBe(first)
  expect(other).not.toBe(first)
})

import { listen } from '@slipway/testing'
import { expect, test } from 'vitest'
import {
  accept,
  neverRespond,
  type Responder,
  refuse,
  released,
  resetConnection,
  respondWith,
  startFakeCatalog,
} from './fake-catalog.ts'
import { lines, startOrders } from './start-orders.ts'

const unitPrice = { amount: 150, currency: 'EUR' }

test('a reserved order is a 201 with Location, prices and total', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const { status, headers, body } = await orders.place('key')
  expect(status).toBe(201)
  expect(headers.location).toBe(`/api/orders/${body.id}`)
  expect(body).toMatchObject({
    status: 'confirmed',
    lines: lines.map((line) => ({ ...line, unitPrice })),
    total: { amount: 450, currency: 'EUR' },
  })
  expect((await orders.api.get(headers.location!).expect(200)).body).toEqual(body)
  expect(catalog.calls).toEqual([{ orderId: body.id, release: false, lines }])
})

test('a refused reservation is a 409 with errors and the rejected order', async () => {
  await using catalog = await startFakeCatalog(refuse)
  await using orders = await startOrders(catalog.url)
  const { status, type, body } = await orders.place('key')
  expect([status, type]).toEqual([409, 'application/problem+json'])
  expect(body.errors).toEqual([
    { in: 'body', field: '/lines/0', detail: 'no product with SKU oar' },
    { in: 'body', field: '/lines/1', detail: 'no product with SKU rope' },
  ])
  expect(body.order.status).toBe('rejected')
  expect(await orders.status(body.order.id)).toBe('rejected')
})

const id = '01920000-0000-7000-8000-000000000001'
const reserved = { orderId: id, status: 'reserved', lines: lines.map((line) => ({ ...line, unitPrice })) }

test.each<[string, Responder]>([
  ['500', respondWith(500, {})],
  ['500 with a reservation', respondWith(500, reserved)],
  ['503 with a refusal', respondWith(503, { orderId: id, status: 'refused', lines, missing: [] })],
  ['404', respondWith(404, {})],
  ['422', respondWith(422, {})],
  ['a timeout', neverRespond],
  ['a connection reset', resetConnection],
  ['a body that is not JSON', respondWith(200, '<html>')],
  ['no body', respondWith(200, '')],
  ['half a body', respondWith(200, '{"orderId":')],
  ['an unknown shape', respondWith(200, { ok: true })],
  ['an unknown status', respondWith(200, { orderId: id, status: 'maybe', lines })],
  ['reserved without prices', respondWith(200, { orderId: id, status: 'reserved', lines })],
  ['reserved without lines', respondWith(200, { orderId: id, status: 'reserved', lines: [] })],
  ['refused without reasons', respondWith(200, { orderId: id, status: 'refused', lines })],
  ['a release of another order', respondWith(200, { orderId: id, status: 'released' })],
])('the outcome is unknown after %s: 202, and the order stays pending', async (_, respond) => {
  await using catalog = await startFakeCatalog(respond)
  await using orders = await startOrders(catalog.url, { CATALOG_TIMEOUT_MS: '200' })
  const { status, headers, body } = await orders.place('key')
  expect([status, body.status, body.total]).toEqual([202, 'pending', undefined])
  expect(headers.location).toBe(`/api/orders/${body.id}`)
  expect(await orders.status(body.id)).toBe('pending')
})

test('an order whose reservation is already released becomes cancelled', async () => {
  await using catalog = await startFakeCatalog(released)
  await using orders = await startOrders(catalog.url)
  const { body } = await orders.place('key').expect(201)
  expect([body.status, await orders.status(body.id)]).toEqual(['cancelled', 'cancelled'])
})

test('a refused connection is a 202, and the order stays pending', async () => {
  const stopped = await listen(() => {})
  await stopped[Symbol.asyncDispose]()
  await using orders = await startOrders(stopped.url)
  const { status, body } = await orders.place('key')
  expect([status, await orders.status(body.id)]).toEqual([202, 'pending'])
})

test('the order is stored as pending before catalog is called', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const seen: string[] = []
  catalog.respond = async (call, response) => {
    seen.push(await orders.status(call.orderId).catch(String))
    accept(call, response)
  }
  await orders.place('key').expect(201)
  expect(seen).toEqual(['pending'])
})

test('Server-Timing names orders first, then catalog, for every outcome', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const both = /^orders;desc="orders-1";dur=[\d.]+, catalog;desc="catalog-9";dur=1\.0$/
  for (const [key, respond, status] of [
    ['a', accept, 201],
    ['b', refuse, 409],
    ['c', respondWith(500, '{}'), 202],
  ] as const) {
    catalog.respond = respond
    const { headers } = await orders.place(key).expect(status)
    expect(headers['server-timing']).toMatch(both)
  }
})

test('no response has the trace of the request that placed the order, confirmed or rejected', async () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  for (const respond of [accept, refuse]) {
    await using catalog = await startFakeCatalog(respond)
    await using orders = await startOrders(catalog.url)
    const { body } = await orders.place('key').set('traceparent', traceparent)
    expect(JSON.stringify(body)).not.toContain('a'.repeat(32))
  }
})

import { listen } from '@slipway/testing'
import { expect, test } from 'vitest'
import { type Answer, decide, refuse, reset, send, silence, startFakeCatalog } from './fake-catalog.ts'
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

test('a refused order is a 409 with errors and the rejected order', async () => {
  await using catalog = await startFakeCatalog(refuse)
  await using orders = await startOrders(catalog.url)
  const { status, type, body } = await orders.place('key')
  expect([status, type]).toEqual([409, 'application/problem+json'])
  expect(body.errors).toEqual([
    { in: 'body', field: '/lines/0', detail: 'there is no product oar' },
    { in: 'body', field: '/lines/1', detail: 'there is no product rope' },
  ])
  expect(body.order.status).toBe('rejected')
  expect(await orders.status(body.order.id)).toBe('rejected')
})

const id = '01920000-0000-7000-8000-000000000001'
const reserved = { orderId: id, status: 'reserved', lines: lines.map((line) => ({ ...line, unitPrice })) }

test.each<[string, Answer]>([
  ['500', send(500, {})],
  ['500 with a reservation', send(500, reserved)],
  ['503 with a refusal', send(503, { orderId: id, status: 'refused', lines, missing: [] })],
  ['404', send(404, {})],
  ['422', send(422, {})],
  ['no answer in time', silence],
  ['a reset', reset],
  ['no JSON', send(200, '<html>')],
  ['no body', send(200, '')],
  ['half a body', send(200, '{"orderId":')],
  ['an unknown shape', send(200, { ok: true })],
  ['an unknown status', send(200, { orderId: id, status: 'maybe', lines })],
  ['reserved without prices', send(200, { orderId: id, status: 'reserved', lines })],
  ['reserved without lines', send(200, { orderId: id, status: 'reserved', lines: [] })],
  ['refused without reasons', send(200, { orderId: id, status: 'refused', lines })],
  ['released', send(200, { orderId: id, status: 'released' })],
])('the outcome is unknown after %s: 202, and the order stays pending', async (_, answer) => {
  await using catalog = await startFakeCatalog(answer)
  await using orders = await startOrders(catalog.url, { CATALOG_TIMEOUT_MS: '300' })
  const { status, headers, body } = await orders.place('key')
  expect([status, body.status, body.total]).toEqual([202, 'pending', undefined])
  expect(headers.location).toBe(`/api/orders/${body.id}`)
  expect(await orders.status(body.id)).toBe('pending')
})

test('a refused connection leaves the order pending', async () => {
  const gone = await listen(() => {})
  await gone[Symbol.asyncDispose]()
  await using orders = await startOrders(gone.url)
  const { status, body } = await orders.place('key')
  expect([status, await orders.status(body.id)]).toEqual([202, 'pending'])
})

test('the order is written down as pending before catalog is asked', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const seen: string[] = []
  catalog.answer = async (call, response) => {
    seen.push(await orders.status(call.orderId).catch(String))
    decide(call, response)
  }
  await orders.place('key').expect(201)
  expect(seen).toEqual(['pending'])
})

test('Server-Timing names orders first, then catalog, whatever the outcome', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const both = /^orders;desc="orders-1";dur=[\d.]+, catalog;desc="catalog-9";dur=1\.0$/
  for (const [key, answer, status] of [
    ['a', decide, 201],
    ['b', refuse, 409],
    ['c', send(500, '{}'), 202],
  ] as const) {
    catalog.answer = answer
    const { headers } = await orders.place(key).expect(status)
    expect(headers['server-timing']).toMatch(both)
  }
})

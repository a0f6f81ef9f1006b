import { expect, test } from 'vitest'
import { decide, refuse, send, startFakeCatalog } from './fake-catalog.ts'
import { lines, startOrders } from './start-orders.ts'

test.each([
  ['reserved', decide, 201],
  ['refused', refuse, 409],
])('a repeat of a %s order answers the same and asks catalog nothing more', async (_, answer, status) => {
  await using catalog = await startFakeCatalog(answer)
  await using orders = await startOrders(catalog.url)
  const first = await orders.place('key').expect(status)
  catalog.answer = answer === decide ? refuse : decide
  const repeat = await orders.place('key').expect(status)
  expect(repeat.body.order ?? repeat.body).toEqual(first.body.order ?? first.body)
  expect(repeat.headers.location).toBe(first.headers.location)
  expect([catalog.calls.length, await orders.count()]).toEqual([1, 1])
})

test('a repeat of a pending order asks catalog again for the same order, and settles it', async () => {
  await using catalog = await startFakeCatalog(send(500, '{}'))
  await using orders = await startOrders(catalog.url)
  const first = await orders.place('key').expect(202)
  await orders.place('key').expect(202)
  catalog.answer = decide
  const settled = await orders.place('key').expect(201)
  expect(settled.body.id).toBe(first.body.id)
  expect(catalog.calls.map(({ orderId }) => orderId)).toEqual(Array(3).fill(first.body.id))
})

test('a repeat of an order that was cancelled since is a 201 with the order as it now is', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const { body } = await orders.place('key').expect(201)
  await orders.api.put(`/api/orders/${body.id}/cancellation`).expect(200)
  const repeat = await orders.place('key').expect(201)
  expect(repeat.body).toMatchObject({ id: body.id, status: 'cancelled' })
})

test('another body under the key is a 422, and changes nothing', async () => {
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
  ['white space', 'key', '{ "lines" : [ {"sku":"oar", "quantity":2},\n {"sku":"rope","quantity":1} ] }'],
  ['the order of properties', 'key', '{"lines":[{"quantity":2,"sku":"oar"},{"quantity":1,"sku":"rope"}]}'],
  ['quotes around the key', '"key"', JSON.stringify({ lines })],
])('%s make no other request', async (_, key, body) => {
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

test('ten repeats at once give one order', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const answers = await Promise.all(Array.from({ length: 10 }, () => orders.place('key').expect(201)))
  for (const { body } of answers) expect(body).toEqual(answers[0]?.body)
  expect(await orders.count()).toBe(1)
  expect(new Set(catalog.calls.map(({ orderId }) => orderId)).size).toBe(1)
})

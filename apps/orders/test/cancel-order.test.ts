import { expect, test } from 'vitest'
import { decide, refuse, reset, send, silence, startFakeCatalog } from './fake-catalog.ts'
import { startOrders } from './start-orders.ts'

const away = send(503, '{}')

async function startPlaced(environment: Record<string, string> = {}, answer = decide) {
  const catalog = await startFakeCatalog(answer)
  const orders = await startOrders(catalog.url, environment)
  const { body } = await orders.place('key')
  const id: string = (body.order ?? body).id
  return {
    orders,
    catalog,
    id,
    cancel: (of = id) => orders.api.put(`/api/orders/${of}/cancellation`),
    releases: () => catalog.calls.filter(({ release }) => release).length,
    async [Symbol.asyncDispose]() {
      await orders[Symbol.asyncDispose]()
      await catalog[Symbol.asyncDispose]()
    },
  }
}

test('a confirmed order is cancelled with 200, and a repeat answers the same without another release', async () => {
  await using placed = await startPlaced()
  const first = await placed.cancel().expect(200)
  expect(first.body).toMatchObject({ id: placed.id, status: 'cancelled', total: { amount: 450 } })
  const repeat = await placed.cancel().expect(200)
  expect(repeat.body).toEqual(first.body)
  expect(placed.releases()).toBe(1)
  expect(first.headers['server-timing']).toMatch(/^orders;.*, catalog;desc="catalog-9"/)
})

test('the order is written down as cancelling before catalog is asked', async () => {
  await using placed = await startPlaced()
  const seen: string[] = []
  placed.catalog.answer = async (call, response) => {
    seen.push(await placed.orders.status(call.orderId).catch(String))
    decide(call, response)
  }
  await placed.cancel().expect(200)
  expect(seen).toEqual(['cancelling'])
})

test('ten cancellations at once cancel once', async () => {
  await using placed = await startPlaced()
  const answers = await Promise.all(Array.from({ length: 10 }, () => placed.cancel().expect(200)))
  for (const { body } of answers) expect(body).toEqual(answers[0]?.body)
})

test.each([
  ['503', away],
  ['a reset', reset],
  ['no answer', silence],
  ['no JSON', send(200, 'released')],
  ['an unknown shape', send(200, { status: 'released' })],
])('an unknown outcome of the release (%s) is a 202, and a repeat finishes it', async (_, answer) => {
  await using placed = await startPlaced({ CATALOG_TIMEOUT_MS: '300' })
  placed.catalog.answer = answer
  const { body, headers } = await placed.cancel().expect(202)
  expect([body.status, headers.location]).toEqual(['cancelling', `/api/orders/${placed.id}`])
  placed.catalog.answer = decide
  await placed.cancel().expect(200)
  expect(placed.releases()).toBe(2)
})

test('recovery finishes a cancellation whose outcome was unknown', async () => {
  await using placed = await startPlaced({ RECOVERY_AFTER_MS: '50' })
  placed.catalog.answer = away
  await placed.cancel().expect(202)
  placed.catalog.answer = decide
  await expect.poll(() => placed.orders.status(placed.id), { timeout: 15_000 }).toBe('cancelled')
})

test.each([
  ['pending', away],
  ['rejected', refuse],
])('an order that is %s cannot be cancelled: 409, and nothing is released', async (status, answer) => {
  await using placed = await startPlaced({}, answer as typeof decide)
  await placed.cancel().expect(409)
  expect([await placed.orders.status(placed.id), placed.releases()]).toEqual([status, 0])
})

test.each([
  ['01920000-0000-7000-8000-000000000001', 404],
  ['01920000-0000-4000-8000-000000000001', 400],
  ['1', 400],
])('the order %s cannot be found: %d', async (id, status) => {
  await using placed = await startPlaced()
  await placed.cancel(id).expect(status)
  await placed.orders.api.get(`/api/orders/${id}`).expect(status)
})

test('a repeat of the request that placed it answers 201 with the cancelled order', async () => {
  await using placed = await startPlaced()
  await placed.cancel().expect(200)
  const { body } = await placed.orders.place('key').expect(201)
  expect([body.id, body.status]).toEqual([placed.id, 'cancelled'])
})

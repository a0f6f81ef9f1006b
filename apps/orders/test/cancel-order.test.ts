import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import type { CatalogClient } from '../src/catalog-client.ts'
import { cancelOrder } from '../src/orders/cancel-order.ts'
import type { OrderStore } from '../src/orders/store.ts'
import { startClock } from './clock.ts'
import {
  accept,
  neverRespond,
  refuse,
  released,
  resetConnection,
  respondWith,
  startFakeCatalog,
  unavailable,
} from './fake-catalog.ts'
import { as, NOW, newOrder, open } from './open.ts'
import { startOrders } from './start-orders.ts'

async function openSqlite() {
  const folder = temporaryFolder()
  const { store } = await open(`sqlite:${folder.path}/orders.db`)
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close()
      folder[Symbol.dispose]()
    },
  }
}

async function startPlaced(environment: Record<string, string> = {}, respond = accept) {
  await using starting = new AsyncDisposableStack()
  const catalog = starting.use(await startFakeCatalog(respond))
  const orders = starting.use(await startOrders(catalog.url, environment))
  const { body } = await orders.place('key')
  const id: string = (body.order ?? body).id
  const started = starting.move()
  return {
    orders,
    catalog,
    id,
    cancel: () => orders.cancel(id),
    releases: () => catalog.calls.filter(({ release }) => release).length,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

test('cancelling a confirmed order is a 200, and a repeat returns the same without another release', async () => {
  await using placed = await startPlaced()
  const first = await placed.cancel().expect(200)
  expect(first.body).toMatchObject({ id: placed.id, status: 'cancelled', total: { amount: 450 } })
  const repeat = await placed.cancel().expect(200)
  expect(repeat.body).toEqual(first.body)
  expect(placed.releases()).toBe(1)
  expect(first.headers['server-timing']).toMatch(/^orders;.*, catalog;desc="catalog-9"/)
})

test('the order is stored as cancelling before catalog is called', async () => {
  await using placed = await startPlaced()
  const seen: string[] = []
  placed.catalog.respond = async (call, response) => {
    seen.push(await placed.orders.status(call.orderId).catch(String))
    accept(call, response)
  }
  await placed.cancel().expect(200)
  expect(seen).toEqual(['cancelling'])
})

test('ten concurrent cancellations return the same order', async () => {
  await using placed = await startPlaced()
  const responses = await Promise.all(Array.from({ length: 10 }, () => placed.cancel().expect(200)))
  for (const { body } of responses) expect(body).toEqual(responses[0]?.body)
})

test.each([
  ['503', unavailable],
  ['a connection reset', resetConnection],
  ['a timeout', neverRespond],
  ['a body that is not JSON', respondWith(200, 'released')],
  ['an unknown shape', respondWith(200, { status: 'released' })],
])('an unknown outcome of the release (%s) is a 202, and a repeat completes it', async (_, respond) => {
  await using placed = await startPlaced({ CATALOG_TIMEOUT_MS: '200' })
  placed.catalog.respond = respond
  const { body, headers } = await placed.cancel().expect(202)
  expect([body.status, headers.location]).toEqual(['cancelling', `/api/orders/${placed.id}`])
  placed.catalog.respond = accept
  await placed.cancel().expect(200)
  expect(placed.releases()).toBe(2)
})

test('recovery completes a cancellation whose outcome was unknown', async () => {
  const clock = startClock()
  await using placed = await startPlaced()
  placed.catalog.respond = unavailable
  await placed.cancel().expect(202)
  placed.catalog.respond = accept
  clock.advance(60_000)
  await expect.poll(() => placed.orders.status(placed.id), { timeout: 15_000 }).toBe('cancelled')
})

test('cancelling a rejected order is a 409, and releases nothing', async () => {
  await using placed = await startPlaced({}, refuse)
  await placed.cancel().expect(409)
  expect([await placed.orders.status(placed.id), placed.releases()]).toEqual(['rejected', 0])
})

test.each([
  ['nothing', released],
  ['a reservation', accept],
  ['a refusal', refuse],
])('a pending order is cancelled if catalog has stored %s for it', async (_, respond) => {
  await using placed = await startPlaced({}, unavailable)
  placed.catalog.respond = respond
  const { body } = await placed.cancel().expect(200)
  expect([body.id, body.status, placed.releases()]).toEqual([placed.id, 'cancelled', 1])
  const repeat = await placed.orders.place('key').expect(201)
  expect(repeat.body).toEqual(body)
})

test('recovery completes the cancellation of a pending order', async () => {
  const clock = startClock()
  await using placed = await startPlaced({}, unavailable)
  const { body } = await placed.cancel().expect(202)
  expect(body.status).toBe('cancelling')
  await placed.orders.place('key').expect(202)
  placed.catalog.respond = accept
  clock.advance(60_000)
  await expect.poll(() => placed.orders.status(placed.id), { timeout: 15_000 }).toBe('cancelled')
  expect(placed.catalog.calls.at(-1)?.release).toBe(true)
})

test('an order that is cancelled while its request waits for catalog is returned as stored', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const waiting = Promise.withResolvers<() => unknown>()
  catalog.respond = (call, response) => waiting.resolve(() => accept(call, response))
  const placing = orders.place('key').then((response) => response)
  const respond = await waiting.promise
  catalog.respond = accept
  const [{ id }] = (await orders.api.get('/api/orders').expect(200)).body.items
  const { body: cancelled } = await orders.cancel(id).expect(200)
  respond() // catalog reserved before the release, and its response is late
  const { status, body } = await placing
  expect([status, body]).toEqual([201, cancelled])
  expect([cancelled.status, await orders.status(id)]).toEqual(['cancelled', 'cancelled'])
})

test.each([
  ['confirmed', 'cancelled'],
  ['rejected', 'rejected'],
] as const)('a pending order that becomes %s during its cancellation ends %s', async (during, end) => {
  await using opened = await openSqlite()
  const { store } = opened
  const order = newOrder()
  await store.create(order, 'key', 'fingerprint', NOW)
  const settledFirst = {
    move: async (from, cancelling, dueAt) => {
      await store.move('pending', as(during, order), 0)
      return store.move(from, cancelling, dueAt)
    },
  } as Partial<OrderStore> as OrderStore
  const catalog = { release: async () => {} } as unknown as CatalogClient
  const context = {
    store: settledFirst,
    catalog,
    recoverAfter: 1_000,
    retention: Number.POSITIVE_INFINITY,
  }
  const call = { requestId: 'id', deadline: Number.POSITIVE_INFINITY, servedBy: [], logFields: {} }
  await cancelOrder(context, order, call).catch((error) => expect(error.status).toBe(409))
  expect((await store.get(order.id))?.status).toBe(end)
})

test.each([
  ['01920000-0000-7000-8000-000000000001', 404],
  ['01920000-0000-4000-8000-000000000001', 404],
  ['00000000-0000-0000-0000-000000000000', 404],
  ['01920000-0000-7000-8000-00000000000', 400],
  ['1', 400],
])('reading and cancelling the order %s is a %d', async (id, status) => {
  await using placed = await startPlaced()
  await placed.orders.cancel(id).expect(status)
  await placed.orders.api.get(`/api/orders/${id}`).expect(status)
})

test('a repeat of the request that placed the order is a 201 with the cancelled order', async () => {
  await using placed = await startPlaced()
  await placed.cancel().expect(200)
  const { body } = await placed.orders.place('key').expect(201)
  expect([body.id, body.status]).toEqual([placed.id, 'cancelled'])
})

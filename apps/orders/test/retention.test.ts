import { randomUUIDv7 } from 'node:crypto'
import type { Order } from '@slipway/contracts'
import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import type { OrderStore } from '../src/orders/store.ts'
import { startClock } from './clock.ts'
import { accept, refuse, startFakeCatalog } from './fake-catalog.ts'
import { as, NOW, newOrder, open } from './open.ts'
import { storedDocuments } from './raw.ts'
import { startOrders } from './start-orders.ts'

const DAY = 24 * 60 * 60 * 1_000
const timeout = { timeout: 15_000 }
const SKUS = Array.from({ length: 50 }, (_, i) => `${i}-`.padEnd(64, 'x'))
const missing = SKUS.map((sku, i) => ({
  sku,
  requested: 3,
  available: i % 2,
  reason: i % 2 ? ('out-of-stock' as const) : ('unknown-sku' as const),
}))

/** An order with the id that it would have got at this time. */
function orderAt(time: number): Order {
  const hex = time.toString(16).padStart(12, '0')
  const id = `${hex.slice(0, 8)}-${hex.slice(8)}${randomUUIDv7().slice(13)}`
  return { ...as('pending', newOrder(), time), id, createdAt: new Date(time).toISOString() }
}

async function settle(store: OrderStore, order: Order, status: Order['status'], at: number): Promise<Order> {
  await store.create(order, order.id, 'fingerprint', NOW)
  return (await store.move('pending', as(status, order, at), 0))!
}

onBothStores('retention', (freshUrl) => {
  test('a rejected order is deleted with its key, 24 hours after it was rejected', async () => {
    const url = freshUrl()
    await using opened = await open(url)
    const { store } = opened
    const rejected = await settle(store, newOrder(), 'rejected', NOW)
    const confirmed = await settle(store, newOrder(), 'confirmed', NOW)
    await store.deleteExpiredKeys(NOW + DAY - 1)
    expect(await store.get(rejected.id)).toEqual(rejected)
    await store.deleteExpiredKeys(NOW + DAY)
    expect(await store.get(rejected.id)).toBeUndefined()
    expect((await store.list(10)).items).toEqual([confirmed])
    expect(Object.keys(await storedDocuments(url))).toEqual([confirmed.id])
  })

  test('the reasons of a rejection are stored without a text or a SKU, and read in full', async () => {
    const url = freshUrl()
    await using opened = await open(url)
    const { store } = opened
    const lines = SKUS.map((sku) => ({ sku, quantity: 3 }))
    const pending = { ...newOrder(), lines }
    await store.create(pending, 'key', 'fingerprint', NOW)
    const rejected = { ...as('rejected', pending), missing }
    expect(await store.move('pending', rejected, 0)).toEqual(rejected)
    expect(await store.get(pending.id)).toEqual(rejected)
    expect((await store.list(1)).items).toEqual([rejected])
    expect((await store.create(newOrder(), 'key', 'fingerprint', NOW))?.order).toEqual(rejected)
    const document = (await storedDocuments(url))[pending.id]!
    expect([document.split(SKUS[0]!).length - 1, document.includes('unknown')]).toEqual([1, false])
    expect(document.length).toBeLessThan(6_000)
  })

  test('settled orders are deleted by age, in any number; open ones and those with a key are kept', async () => {
    const url = freshUrl()
    await using opened = await open(url)
    const { store } = opened
    const old = Array.from({ length: 250 }, (_, i) => orderAt(NOW - 30 * DAY - 1 - i))
    for (let i = 0; i < old.length; i += 25) {
      await Promise.all(
        old.slice(i, i + 25).map((order) => settle(store, order, 'confirmed', NOW - 30 * DAY)),
      )
    }
    const young = await settle(store, orderAt(NOW - 30 * DAY), 'confirmed', NOW - 30 * DAY)
    const settledLate = await settle(store, orderAt(NOW - 90 * DAY), 'confirmed', NOW - DAY + 1)
    const pending = orderAt(NOW - 90 * DAY)
    await store.create(pending, 'pending', 'fingerprint', NOW)
    const cancelling = await settle(store, orderAt(NOW - 90 * DAY), 'confirmed', NOW - 80 * DAY)
    await store.move('confirmed', as('cancelling', cancelling), NOW)

    await store.deleteExpiredKeys(NOW)
    await store.deleteOldOrders(NOW - 30 * DAY, NOW)

    const kept = [young, settledLate, pending, cancelling].map(({ id }) => id)
    const { items } = await store.list(300)
    expect(items.map(({ id }) => id)).toEqual(kept.toSorted().toReversed())
    expect(Object.keys(await storedDocuments(url)).toSorted()).toEqual(kept.toSorted())
    const repeat = await store.create(newOrder(), settledLate.id, 'fingerprint', NOW)
    expect(repeat?.order.id).toBe(settledLate.id)
    expect(await store.move('confirmed', as('cancelling', old[0]!), NOW)).toBeUndefined()
  })

  test('recovery deletes rejected orders after a day, and all others after RETENTION_DAYS', async () => {
    const clock = startClock()
    const environment = { STORE_URL: freshUrl(), RETENTION_DAYS: '2' }
    await using catalog = await startFakeCatalog(refuse)
    await using orders = await startOrders(catalog.url, environment)
    const { body } = await orders.place('rejected').expect(409)
    catalog.respond = accept
    const confirmed = await orders.place('confirmed').expect(201)
    const statusOf = async (id: string) => (await orders.api.get(`/api/orders/${id}`)).status
    clock.advance(DAY + 60_000)
    await expect.poll(() => statusOf(body.order.id), timeout).toBe(404)
    expect(await statusOf(confirmed.body.id)).toBe(200)
    clock.advance(DAY + 60_000)
    await expect.poll(() => statusOf(confirmed.body.id), timeout).toBe(404)
    await orders.cancel(confirmed.body.id).expect(404)
  })

  test('RETENTION_DAYS=0 keeps all orders but the rejected ones', async () => {
    const clock = startClock()
    await using catalog = await startFakeCatalog(refuse)
    await using orders = await startOrders(catalog.url, { STORE_URL: freshUrl(), RETENTION_DAYS: '0' })
    const rejected = await orders.place('rejected').expect(409)
    catalog.respond = accept
    const { body } = await orders.place('key').expect(201)
    clock.advance(3_650 * DAY)
    const statusOf = async (id: string) => (await orders.api.get(`/api/orders/${id}`)).status
    await expect.poll(() => statusOf(rejected.body.order.id), timeout).toBe(404)
    await orders.cancel(body.id).expect(200)
  })
})

test('an order cannot be cancelled after RETENTION_DAYS, as catalog deletes its reservation some time later', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url, { RETENTION_DAYS: '2', RECOVERY_INTERVAL_MS: '60000' })
  const [first, second] = [await orders.place('first'), await orders.place('second')]
  const clock = startClock()
  clock.advance(2 * DAY - 60_000)
  await orders.cancel(first.body.id).expect(200)
  clock.advance(60_000)
  const { body } = await orders.cancel(second.body.id).expect(409)
  expect(body.type).toBe('tag:slipway.example,2026:too-old')
  expect(await orders.status(second.body.id)).toBe('confirmed')
})

import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import type { OrderStore } from '../src/orders/store.ts'
import { as, NOW, newOrder, open } from './open.ts'

const DAY = 24 * 60 * 60 * 1_000

onBothStores('idempotency keys', (freshUrl) => {
  test.each(['confirmed', 'rejected'] as const)('expire 24 hours after the order is %s', async (status) => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const order = newOrder()
    await store.create(order, 'key', 'fingerprint', NOW)
    await store.move('pending', as(status, order, NOW + 5_000), 0)
    await store.deleteExpiredKeys(NOW + 5_000 + DAY - 1)
    expect(await isKnown(store, 'key')).toBe(true)
    await store.deleteExpiredKeys(NOW + 5_000 + DAY)
    expect(await isKnown(store, 'key')).toBe(false)
  })

  test('do not expire while the order is pending', async () => {
    await using opened = await open(freshUrl())
    await opened.store.create(newOrder(), 'key', 'fingerprint', NOW)
    await opened.store.deleteExpiredKeys(NOW + 1_000 * DAY)
    expect(await isKnown(opened.store, 'key')).toBe(true)
  })

  test('expire 24 hours after a pending order has been cancelled, not before', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const order = newOrder()
    await store.create(order, 'key', 'fingerprint', NOW)
    await store.move('pending', as('cancelling', order), NOW)
    await store.deleteExpiredKeys(NOW + 10 * DAY)
    expect(await isKnown(store, 'key')).toBe(true)
    await store.move('cancelling', as('cancelled', order, NOW + DAY), 0)
    await store.deleteExpiredKeys(NOW + 2 * DAY - 1)
    expect(await isKnown(store, 'key')).toBe(true)
    await store.deleteExpiredKeys(NOW + 2 * DAY)
    expect(await isKnown(store, 'key')).toBe(false)
  })

  test('are not extended by a cancellation', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const order = newOrder()
    await store.create(order, 'key', 'fingerprint', NOW)
    await store.move('pending', as('confirmed', order), 0)
    await store.move('confirmed', as('cancelling', order, NOW + DAY / 2), NOW + DAY / 2)
    await store.move('cancelling', as('cancelled', order, NOW + DAY / 2), 0)
    await store.deleteExpiredKeys(NOW + DAY)
    expect(await isKnown(store, 'key')).toBe(false)
  })

  test('of an order are not changed by the cancellation of an older order with the same key', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const [older, newer] = [newOrder(), newOrder()]
    await store.create(older, 'key', 'fingerprint', NOW)
    await store.move('pending', as('confirmed', older), 0)
    await store.deleteExpiredKeys(NOW + DAY)
    await store.create(newer, 'key', 'fingerprint', NOW + DAY)
    await store.move('confirmed', as('cancelling', older), NOW)
    await store.move('cancelling', as('cancelled', older), 0)
    await store.deleteExpiredKeys(NOW + 10 * DAY)
    expect((await store.create(newOrder(), 'key', 'fingerprint', NOW))?.order.id).toBe(newer.id)
  })

  test('are all deleted in one call, even if more have expired than one script deletes', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const orders = Array.from({ length: 150 }, newOrder)
    await Promise.all(orders.map((order) => store.create(order, order.id, 'fingerprint', NOW)))
    await Promise.all(orders.map((order) => store.move('pending', as('confirmed', order), 0)))
    await store.deleteExpiredKeys(NOW + DAY)
    const known = await Promise.all(orders.map(({ id }) => isKnown(store, id)))
    expect(known).toEqual(orders.map(() => false))
  })
})

async function isKnown(store: OrderStore, key: string): Promise<boolean> {
  const other = newOrder()
  const record = await store.create(other, key, 'fingerprint', NOW)
  return record?.order.id !== other.id
}

import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import type { OrderStore } from '../src/orders/store.ts'
import { as, NOW, newOrder, open } from './open.ts'

const DAY = 24 * 60 * 60 * 1_000

onBothStores('the keys of orders', (freshUrl) => {
  test.each(['confirmed', 'rejected'] as const)(
    'are held until 24 hours after the order is %s',
    async (status) => {
      await using opened = await open(freshUrl())
      const { store } = opened
      const order = newOrder()
      await store.create(order, 'key', 'print', NOW)
      await store.move('pending', as(status, order, NOW + 5_000), 0)
      await store.forgetKeys(NOW + 5_000 + DAY - 1)
      expect(await isHeld(store, 'key')).toBe(true)
      await store.forgetKeys(NOW + 5_000 + DAY)
      expect(await isHeld(store, 'key')).toBe(false)
      expect((await store.get(order.id))?.status).toBe(status)
    },
  )

  test('are never forgotten while the order is pending', async () => {
    await using opened = await open(freshUrl())
    await opened.store.create(newOrder(), 'key', 'print', NOW)
    await opened.store.forgetKeys(NOW + 1_000 * DAY)
    expect(await isHeld(opened.store, 'key')).toBe(true)
  })

  test('do not live longer for a cancellation', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const order = newOrder()
    await store.create(order, 'key', 'print', NOW)
    await store.move('pending', as('confirmed', order), 0)
    await store.move('confirmed', as('cancelling', order, NOW + DAY / 2), NOW + DAY / 2)
    await store.move('cancelling', as('cancelled', order, NOW + DAY / 2), 0)
    await store.forgetKeys(NOW + DAY)
    expect(await isHeld(store, 'key')).toBe(false)
  })

  test('of one order are not touched by the cancellation of an older one that had the same', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const [older, newer] = [newOrder(), newOrder()]
    await store.create(older, 'key', 'print', NOW)
    await store.move('pending', as('confirmed', older), 0)
    await store.forgetKeys(NOW + DAY)
    await store.create(newer, 'key', 'print', NOW + DAY)
    await store.move('confirmed', as('cancelling', older), NOW)
    await store.move('cancelling', as('cancelled', older), 0)
    await store.forgetKeys(NOW + 10 * DAY)
    expect((await store.create(newOrder(), 'key', 'print', NOW)).order.id).toBe(newer.id)
  })

  test('are all forgotten at once, however many there are', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const orders = Array.from({ length: 250 }, newOrder)
    for (const order of orders) {
      await store.create(order, order.id, 'print', NOW)
      await store.move('pending', as('confirmed', order), 0)
    }
    await store.forgetKeys(NOW + DAY)
    for (const { id } of orders) expect(await isHeld(store, id)).toBe(false)
  })
})

async function isHeld(store: OrderStore, key: string): Promise<boolean> {
  const asked = newOrder()
  const { order } = await store.create(asked, key, 'print', NOW)
  return order.id !== asked.id
}

import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import type { OpenLimits } from '../src/orders/open-limits.ts'
import type { OrderStore } from '../src/orders/store.ts'
import { as, NOW, newOrder, open } from './open.ts'
import { ownerIndexes, settleAsEarlier } from './raw.ts'

const LIMITS: OpenLimits = { orders: 3, pieces: 0 }

onBothStores('limits of open orders', (freshUrl) => {
  test('an order above the limit is not written, for this owner only, and leaves the key unused', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const [first] = await createMany(store, 3)
    const fourth = newOrder()
    expect(await create(store, fourth, LIMITS)).toBeUndefined()
    expect(await store.get(fourth.id)).toBeUndefined()
    expect((await store.list(10)).items).toHaveLength(3)
    expect(await store.claimDue(NOW, 10)).toHaveLength(3)
    expect(await create(store, newOrder('ad'), LIMITS)).toBeDefined()
    expect(await create(store, newOrder('adam'), LIMITS)).toBeDefined()
    await store.move('pending', as('confirmed', first!), 0)
    expect((await create(store, fourth, LIMITS))?.order).toEqual(fourth)
  })

  test.each([
    ['as many pieces as the limit', 6, true],
    ['one piece less', 5, false],
  ])('three orders of two pieces with %s', async (_, pieces, accepted) => {
    await using opened = await open(freshUrl())
    const { store } = opened
    await createMany(store, 2)
    const record = await create(store, newOrder(), { orders: 0, pieces })
    expect(record !== undefined).toBe(accepted)
  })

  test('a repeat with a known key is never refused', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const orders = await createMany(store, 3)
    for (const limits of [LIMITS, { orders: 1, pieces: 1 }]) {
      const records = await Promise.all(
        orders.map(({ id }) => store.create(newOrder(), id, 'other', NOW, limits)),
      )
      expect(records.map((record) => record?.order)).toEqual(orders)
    }
  })

  test('of ten concurrent creations over two connections as many succeed as the limit permits', async () => {
    const url = freshUrl()
    await using one = await open(url)
    await using other = await open(url)
    const records = await Promise.all(
      Array.from({ length: 10 }, (_, i) => create((i % 2 ? one : other).store, newOrder(), LIMITS)),
    )
    expect(records.filter(Boolean)).toHaveLength(3)
    expect((await one.store.list(100)).items).toHaveLength(3)
  })

  test('an order counts until it is settled, and again while it is cancelled; repeated moves count once', async () => {
    const url = freshUrl()
    await using opened = await open(url)
    const { store } = opened
    const [confirmed, rejected, cancelling] = await createMany(store, 3)
    expect(await room(store)).toBe(0)
    for (const _ of [1, 2]) await store.move('pending', as('confirmed', confirmed!), 0)
    expect(await room(store)).toBe(1)
    for (const _ of [1, 2]) await store.move('pending', as('rejected', rejected!), 0)
    expect(await room(store)).toBe(2)
    for (const _ of [1, 2]) await store.move('pending', as('cancelling', cancelling!), NOW)
    expect(await room(store)).toBe(2)
    for (const _ of [1, 2]) await store.move('confirmed', as('cancelling', confirmed!), NOW)
    expect(await room(store)).toBe(1)
    for (const order of [cancelling!, confirmed!, confirmed!])
      await store.move('cancelling', as('cancelled', order), 0)
    // Settled orders are in the index of all orders of an owner, but not in that of the open ones.
    const entries = await ownerIndexes(url)
    expect(new Set(entries).size).toBe(entries.length)
    expect(await room(store)).toBe(3)
  })

  test('an order that an earlier version has settled does not count', async () => {
    const url = freshUrl()
    await using opened = await open(url)
    const { store } = opened
    const orders = await createMany(store, 3)
    for (const order of orders) await settleAsEarlier(url, order)
    expect(await room(store)).toBe(3)
  })
})

const create = (store: OrderStore, order = newOrder(), limits?: OpenLimits) =>
  store.create(order, order.id, 'fingerprint', NOW, limits)

async function createMany(store: OrderStore, count: number) {
  const orders = Array.from({ length: count }, () => newOrder())
  for (const order of orders) await create(store, order, LIMITS)
  return orders
}

/** How many more orders are accepted; settles them again. */
async function room(store: OrderStore): Promise<number> {
  const accepted: ReturnType<typeof newOrder>[] = []
  for (let record = await create(store, newOrder(), LIMITS); record; ) {
    accepted.push(record.order)
    record = await create(store, newOrder(), LIMITS)
  }
  for (const order of accepted) await store.move('pending', as('confirmed', order), 0)
  return accepted.length
}

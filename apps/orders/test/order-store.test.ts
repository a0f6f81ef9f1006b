import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { as, NOW, newOrder, open } from './open.ts'

onBothStores('orders', (freshUrl) => {
  test('create writes the order, its idempotency record and its entry in the recovery index', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const order = newOrder()
    expect(await store.create(order, 'key', 'fingerprint', NOW)).toEqual({
      fingerprint: 'fingerprint',
      order,
    })
    expect(await store.get(order.id)).toEqual(order)
    expect(await store.get(newOrder().id)).toBeUndefined()
    expect(await store.claimDue(NOW, 10)).toEqual([order])
  })

  test('create with a known key returns its order in the current state, and writes nothing', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const first = newOrder()
    await store.create(first, 'key', 'fingerprint', NOW)
    const confirmed = as('confirmed', first)
    await store.move('pending', confirmed, 0)
    const second = newOrder()
    const record = await store.create(second, 'key', 'other fingerprint', NOW)
    expect(record).toEqual({ fingerprint: 'fingerprint', order: confirmed })
    expect(await store.get(second.id)).toBeUndefined()
    expect((await store.list(10)).items).toEqual([confirmed])
    expect(await store.claimDue(NOW, 10)).toEqual([])
  })

  test('twenty concurrent creations with one key over two connections create one order', async () => {
    const url = freshUrl()
    await using one = await open(url)
    await using other = await open(url)
    const records = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? one : other).store.create(newOrder(), 'key', 'fingerprint', NOW),
      ),
    )
    const { items } = await one.store.list(100)
    expect(items).toHaveLength(1)
    for (const record of records) expect(record?.order).toEqual(items[0])
    expect(await one.store.claimDue(NOW, 100)).toEqual(items)
  })

  test('move from another status changes nothing and returns the stored order', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const order = newOrder()
    await store.create(order, 'key', 'fingerprint', NOW)
    expect(await store.move('confirmed', as('cancelling', order), NOW)).toEqual(order)
    expect(await store.get(order.id)).toEqual(order)
    expect(await store.claimDue(NOW, 10)).toEqual([order])
    expect(await store.move('pending', as('confirmed', newOrder()), 0)).toBeUndefined()
  })

  test('of two concurrent moves one succeeds, and both return its order', async () => {
    const url = freshUrl()
    await using one = await open(url)
    await using other = await open(url)
    for (let i = 0; i < 10; i++) {
      const order = newOrder()
      await one.store.create(order, `key-${i}`, 'fingerprint', NOW)
      const [a, b] = await Promise.all([
        one.store.move('pending', as('confirmed', order), 0),
        other.store.move('pending', as('rejected', order), 0),
      ])
      expect(a).toEqual(b)
      expect(await one.store.get(order.id)).toEqual(a)
    }
  })

  test('list is newest first, and paging returns each order once while others are placed', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const existing = Array.from({ length: 7 }, newOrder)
    for (const order of existing) await store.create(order, order.id, 'fingerprint', NOW)
    const seen: string[] = []
    for (let more = true; more; ) {
      const slice = await store.list(3, { before: seen.at(-1) })
      more = slice.more
      seen.push(...slice.items.map(({ id }) => id))
      const late = newOrder()
      await store.create(late, late.id, 'fingerprint', NOW)
    }
    const ids = existing.map(({ id }) => id).toSorted()
    expect(seen.filter((id) => ids.includes(id))).toEqual(ids.toReversed())
    expect(seen).toEqual(seen.toSorted().toReversed())
  })
})

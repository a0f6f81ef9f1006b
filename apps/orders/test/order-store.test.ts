import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { as, NOW, newOrder, open } from './open.ts'

onBothStores('orders', (freshUrl) => {
  test('create writes the order, its key and its place in the recovery index', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const order = newOrder()
    expect(await store.create(order, 'key', 'print', NOW)).toEqual({ fingerprint: 'print', order })
    expect(await store.get(order.id)).toEqual(order)
    expect(await store.get(newOrder().id)).toBeUndefined()
    expect(await store.takeDue(NOW, 10)).toEqual([order])
  })

  test('a held key answers with the order it led to, as it now is, and writes nothing', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const first = newOrder()
    await store.create(first, 'key', 'print', NOW)
    const confirmed = as('confirmed', first)
    await store.move('pending', confirmed, 0)
    const second = newOrder()
    const held = await store.create(second, 'key', 'other print', NOW)
    expect(held).toEqual({ fingerprint: 'print', order: confirmed })
    expect(await store.get(second.id)).toBeUndefined()
    expect((await store.list(10)).items).toEqual([confirmed])
    expect(await store.takeDue(NOW, 10)).toEqual([])
  })

  test('twenty creations at once with one key, over two connections, make one order', async () => {
    const url = freshUrl()
    await using one = await open(url)
    await using other = await open(url)
    const held = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? one : other).store.create(newOrder(), 'key', 'print', NOW),
      ),
    )
    const { items } = await one.store.list(100)
    expect(items).toHaveLength(1)
    for (const { order } of held) expect(order).toEqual(items[0])
    expect(await one.store.takeDue(NOW, 100)).toEqual(items)
  })

  test('move from another status changes nothing and answers with what is stored', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const order = newOrder()
    await store.create(order, 'key', 'print', NOW)
    expect(await store.move('confirmed', as('cancelling', order), NOW)).toEqual(order)
    expect(await store.get(order.id)).toEqual(order)
    expect(await store.takeDue(NOW, 10)).toEqual([order])
    expect(await store.move('pending', as('confirmed', newOrder()), 0)).toBeUndefined()
  })

  test('of two moves at once one wins, and both are answered with it', async () => {
    const url = freshUrl()
    await using one = await open(url)
    await using other = await open(url)
    for (let i = 0; i < 10; i++) {
      const order = newOrder()
      await one.store.create(order, `key-${i}`, 'print', NOW)
      const [a, b] = await Promise.all([
        one.store.move('pending', as('confirmed', order), 0),
        other.store.move('pending', as('rejected', order), 0),
      ])
      expect(a).toEqual(b)
      expect(await one.store.get(order.id)).toEqual(a)
    }
  })

  test('list is newest first, and a walk meets each order once whatever is placed on the way', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const there = Array.from({ length: 7 }, newOrder)
    for (const order of there) await store.create(order, order.id, 'print', NOW)
    const seen: string[] = []
    for (let more = true; more; ) {
      const slice = await store.list(3, seen.at(-1))
      more = slice.more
      seen.push(...slice.items.map(({ id }) => id))
      const late = newOrder()
      await store.create(late, late.id, 'print', NOW)
    }
    const ids = there.map(({ id }) => id).toSorted()
    expect(seen.filter((id) => ids.includes(id))).toEqual(ids.toReversed())
    expect(seen).toEqual(seen.toSorted().toReversed())
  })
})

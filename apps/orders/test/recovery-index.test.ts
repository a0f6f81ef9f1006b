import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { as, NOW, newOrder, open } from './open.ts'

onBothStores('the recovery index', (freshUrl) => {
  test('takes only what is due, the longest due first, and at most the limit', async () => {
    await using opened = await openWith([300, 100, 200, 400])
    const { store, ids } = opened
    expect(await store.takeDue(NOW + 99, 10)).toEqual([])
    const taken = await store.takeDue(NOW + 300, 2)
    expect(taken.map(({ id }) => id)).toEqual([ids[1], ids[2]])
    expect((await store.takeDue(NOW + 300, 10)).map(({ id }) => id)).toEqual([ids[0]])
    expect(await store.takeDue(NOW + 300, 10)).toEqual([])
  })

  test('two takers at once never get the same order', async () => {
    const url = freshUrl()
    await using one = await openWith(Array(50).fill(0), url)
    await using other = await open(url)
    const batches = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? one : other).store.takeDue(NOW, 5)),
    )
    const ids = batches.flat().map(({ id }) => id)
    expect(ids.toSorted()).toEqual(one.ids.toSorted())
  })

  test('puts the next attempt off by 1, 2, then always 4 seconds', async () => {
    await using opened = await openWith([0])
    const { store } = opened
    let due = NOW
    for (const wait of [1_000, 2_000, 4_000, 4_000, 4_000, 4_000]) {
      expect(await store.takeDue(due - 1, 1)).toHaveLength(0)
      expect(await store.takeDue(due, 1)).toHaveLength(1)
      due += wait
    }
  })

  test.each(['confirmed', 'rejected'] as const)('an order that is %s leaves it', async (status) => {
    await using opened = await openWith([0])
    const { store, orders } = opened
    await store.move('pending', as(status, orders[0]!), NOW)
    expect(await store.takeDue(NOW + 1e9, 10)).toEqual([])
  })

  test('a cancelling order enters it at its time, with attempts of its own, and leaves it cancelled', async () => {
    await using opened = await openWith([0])
    const { store, orders } = opened
    for (let i = 0; i < 5; i++) await store.takeDue(NOW + i * 10_000, 1)
    await store.move('pending', as('confirmed', orders[0]!), 0)
    const cancelling = as('cancelling', orders[0]!)
    await store.move('confirmed', cancelling, NOW + 100)
    expect(await store.takeDue(NOW + 99, 1)).toEqual([])
    expect(await store.takeDue(NOW + 100, 1)).toEqual([cancelling])
    expect(await store.takeDue(NOW + 1_099, 1)).toEqual([])
    expect(await store.takeDue(NOW + 1_100, 1)).toEqual([cancelling])
    await store.move('cancelling', as('cancelled', orders[0]!), 0)
    expect(await store.takeDue(NOW + 1e9, 1)).toEqual([])
  })

  async function openWith(dueIn: number[], url = freshUrl()) {
    const opened = await open(url)
    const orders = dueIn.map(newOrder)
    for (const [i, order] of orders.entries()) {
      await opened.store.create(order, order.id, 'print', NOW + dueIn[i]!)
    }
    return { ...opened, orders, ids: orders.map(({ id }) => id) }
  }
})

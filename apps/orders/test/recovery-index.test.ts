import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { as, NOW, newOrder, open } from './open.ts'
import { removeFromStatusIndex } from './raw.ts'

onBothStores('the recovery index', (freshUrl) => {
  test('claims only due orders, the longest due first, up to the limit', async () => {
    await using opened = await openWith([300, 100, 200, 400])
    const { store, ids } = opened
    expect(await store.claimDue(NOW + 99, 10)).toEqual([])
    const claimed = await store.claimDue(NOW + 300, 2)
    expect(claimed.map(({ id }) => id)).toEqual([ids[1], ids[2]])
    expect((await store.claimDue(NOW + 300, 10)).map(({ id }) => id)).toEqual([ids[0]])
    expect(await store.claimDue(NOW + 300, 10)).toEqual([])
  })

  test('concurrent claims never return the same order', async () => {
    const url = freshUrl()
    await using one = await openWith(Array(50).fill(0), url)
    await using other = await open(url)
    const batches = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? one : other).store.claimDue(NOW, 5)),
    )
    const ids = batches.flat().map(({ id }) => id)
    expect(ids.toSorted()).toEqual(one.ids.toSorted())
  })

  test('postpones the next attempt by 1 s, 2 s, then always 4 s', async () => {
    await using opened = await openWith([0])
    const { store } = opened
    let due = NOW
    for (const delay of [1_000, 2_000, 4_000, 4_000, 4_000, 4_000]) {
      expect(await store.claimDue(due - 1, 1)).toHaveLength(0)
      expect(await store.claimDue(due, 1)).toHaveLength(1)
      due += delay
    }
  })

  test('postpone delays an order by 2 s, 4 s, 8 s … up to 5 minutes', async () => {
    await using opened = await openWith([0])
    const { store, ids } = opened
    const delays: number[] = [2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((seconds) => seconds * 1_000)
    let due = NOW
    for (const [i, delay] of delays.entries()) {
      expect(await store.claimDue(due, 1)).toHaveLength(1)
      expect(await store.postpone(ids[0]!, due)).toBe(i + 1)
      due += delay
      expect(await store.claimDue(due - 1, 1)).toHaveLength(0)
    }
  })

  test('postpone starts again after a move, and does nothing for an order that is settled or unknown', async () => {
    await using opened = await openWith([0])
    const { store, orders, ids } = opened
    for (const failures of [1, 2, 3]) expect(await store.postpone(ids[0]!, NOW)).toBe(failures)
    await store.move('pending', as('cancelling', orders[0]!), NOW)
    expect(await store.postpone(ids[0]!, NOW)).toBe(1)
    expect(await store.claimDue(NOW + 1_999, 1)).toHaveLength(0)
    expect(await store.claimDue(NOW + 2_000, 1)).toHaveLength(1)
    await store.move('cancelling', as('cancelled', orders[0]!), 0)
    expect(await store.postpone(ids[0]!, NOW)).toBe(0)
    expect(await store.postpone(newOrder().id, NOW)).toBe(0)
    expect(await store.claimDue(NOW + 1e9, 1)).toEqual([])
  })

  test.each(['confirmed', 'rejected'] as const)('a %s order leaves it', async (status) => {
    await using opened = await openWith([0])
    const { store, orders } = opened
    await store.move('pending', as(status, orders[0]!), NOW)
    expect(await store.claimDue(NOW + 1e9, 10)).toEqual([])
  })

  test('a pending order that is cancelled stays in it, due again at its new time, with attempts from zero', async () => {
    await using opened = await openWith([0])
    const { store, orders } = opened
    for (let i = 0; i < 5; i++) await store.claimDue(NOW + i * 10_000, 1)
    const cancelling = as('cancelling', orders[0]!)
    expect(await store.move('pending', cancelling, NOW + 100)).toEqual(cancelling)
    expect(await store.claimDue(NOW + 99, 1)).toEqual([])
    expect(await store.claimDue(NOW + 100, 1)).toEqual([cancelling])
    expect(await store.claimDue(NOW + 1_100, 1)).toEqual([cancelling])
  })

  test('a cancelling order enters it at its due time, with attempts from zero, and leaves it when cancelled', async () => {
    await using opened = await openWith([0])
    const { store, orders } = opened
    for (let i = 0; i < 5; i++) await store.claimDue(NOW + i * 10_000, 1)
    await store.move('pending', as('confirmed', orders[0]!), 0)
    const cancelling = as('cancelling', orders[0]!)
    await store.move('confirmed', cancelling, NOW + 100)
    expect(await store.claimDue(NOW + 99, 1)).toEqual([])
    expect(await store.claimDue(NOW + 100, 1)).toEqual([cancelling])
    expect(await store.claimDue(NOW + 1_099, 1)).toEqual([])
    expect(await store.claimDue(NOW + 1_100, 1)).toEqual([cancelling])
    await store.move('cancelling', as('cancelled', orders[0]!), 0)
    expect(await store.claimDue(NOW + 1e9, 1)).toEqual([])
  })

  test('an open order of an earlier version is listed by its status from its first attempt on', async () => {
    const url = freshUrl()
    await using opened = await openWith([0], url)
    const { store, orders, ids } = opened
    await removeFromStatusIndex(url, ids[0]!)
    await store.claimDue(NOW, 10)
    expect((await store.list(10, { status: 'pending' })).items).toEqual(orders)
    await store.move('pending', as('confirmed', orders[0]!), 0)
    expect((await store.list(10, { status: 'pending' })).items).toEqual([])
  })

  async function openWith(dueIn: number[], url = freshUrl()) {
    const opened = await open(url)
    const orders = dueIn.map(() => newOrder())
    for (const [i, order] of orders.entries()) {
      await opened.store.create(order, order.id, 'fingerprint', NOW + dueIn[i]!)
    }
    return { ...opened, orders, ids: orders.map(({ id }) => id) }
  }
})

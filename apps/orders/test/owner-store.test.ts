import type { Order } from '@slipway/contracts'
import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import type { OrderSelection, OrderStore } from '../src/orders/store.ts'
import { as, NOW, newOrder, open } from './open.ts'
import { ownerIndexes, storeEarlierOrder } from './raw.ts'

const DAY = 24 * 60 * 60 * 1_000

onBothStores('owners', (freshUrl) => {
  test('list returns the orders of one owner, newest first, page by page, also after an id of another', async () => {
    await using opened = await openWith(['ada', 'bob', 'ada', 'bob', 'ada', 'ad', 'adam', 'bob', 'ada'])
    const { store, orders } = opened
    for (const owner of ['ad', 'ada', 'adam', 'bob']) {
      const own = idsOf(orders.filter((order) => order.owner === owner))
      expect(await pages(store, { owner })).toEqual(own.toSorted().toReversed())
    }
    for (const { id } of orders) {
      const { items } = await store.list(10, { owner: 'bob', before: id })
      expect(items.map(({ owner }) => owner)).toEqual(items.map(() => 'bob'))
      expect(idsOf(items).every((one) => one < id)).toBe(true)
    }
    expect(await pages(store, {})).toEqual(idsOf(orders).toSorted().toReversed())
    expect(await store.list(10, { owner: 'nobody' })).toEqual({ items: [], more: false })
  })

  test('list returns the open orders of one owner by status', async () => {
    await using opened = await openWith(['ada', 'ada', 'ada', 'ada', 'bob', 'bob'])
    const { store, orders } = opened
    const [confirmed, cancelling, first, second, bobs, other] = orders as [Order, ...Order[]] & Order[]
    await store.move('pending', as('confirmed', confirmed), 0)
    for (const order of [cancelling!, bobs!]) await store.move('pending', as('cancelling', order), NOW)
    const ada = { owner: 'ada' }
    expect(await pages(store, { ...ada, status: 'pending' })).toEqual(
      idsOf([first!, second!]).toSorted().toReversed(),
    )
    expect(await pages(store, { ...ada, status: 'cancelling' })).toEqual([cancelling!.id])
    expect(await pages(store, { owner: 'bob', status: 'pending' })).toEqual([other!.id])
    await store.move('cancelling', as('cancelled', cancelling!), 0)
    await store.move('confirmed', as('cancelling', confirmed), NOW)
    expect(await pages(store, { ...ada, status: 'cancelling' })).toEqual([confirmed.id])
    expect(await pages(store, ada)).toHaveLength(4)
  })

  test('what is deleted is in no index', async () => {
    const url = freshUrl()
    await using opened = await openWith(['ada', 'ada', 'bob'], url)
    const { store, orders } = opened
    await store.move('pending', as('rejected', orders[0]!), 0)
    await store.move('pending', as('confirmed', orders[1]!), 0)
    await store.move('pending', as('cancelling', orders[2]!), NOW)
    await store.move('cancelling', as('cancelled', orders[2]!), 0)
    await store.deleteExpiredKeys(NOW + DAY)
    expect(await pages(store, { owner: 'ada' })).toEqual([orders[1]!.id])
    await store.deleteOldOrders(Date.now() + DAY, NOW + DAY)
    for (const owner of ['ada', 'bob']) expect(await pages(store, { owner })).toEqual([])
    expect(await ownerIndexes(url)).toEqual([])
  })

  test('an order from before there were users can be read, listed with all others, moved and deleted', async () => {
    const url = freshUrl()
    await using opened = await open(url)
    const { store } = opened
    const { owner: _, ...earlier } = as('confirmed', newOrder())
    await storeEarlierOrder(url, earlier, 'key', 'fingerprint')
    expect(await store.get(earlier.id)).toEqual(earlier)
    expect((await store.list(10)).items).toEqual([earlier])
    expect((await store.list(10, { owner: 'ada' })).items).toEqual([])
    expect((await store.create(newOrder('local'), 'key', 'fingerprint', NOW))?.order).toEqual(earlier)
    await store.move('confirmed', as('cancelling', earlier), NOW)
    expect((await store.list(10, { owner: 'local', status: 'cancelling' })).items).toHaveLength(1)
    await store.move('cancelling', as('cancelled', earlier), 0)
    await store.deleteExpiredKeys(NOW + DAY)
    await store.deleteOldOrders(Date.now() + DAY, NOW + DAY)
    expect((await store.list(10)).items).toEqual([])
    expect(await ownerIndexes(url)).toEqual([])
  })

  async function openWith(owners: string[], url = freshUrl()) {
    const opened = await open(url)
    const orders = owners.map((owner) => newOrder(owner))
    for (const order of orders) await opened.store.create(order, order.id, 'fingerprint', NOW)
    return { ...opened, orders }
  }
})

const idsOf = (orders: Order[]) => orders.map(({ id }) => id)

/** The ids of all orders that this selects, read in pages of two. */
async function pages(store: OrderStore, selection: OrderSelection): Promise<string[]> {
  const ids: string[] = []
  for (let more = true; more; ) {
    const slice = await store.list(2, { ...selection, before: ids.at(-1) })
    more = slice.more
    ids.push(...idsOf(slice.items))
  }
  return ids
}

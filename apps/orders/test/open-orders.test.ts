import { orderIdPrefix } from '@slipway/contracts'
import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { FAILURES_OF_STUCK_ORDER } from '../src/orders/store.ts'
import { as, NOW, newOrder, open } from './open.ts'

/** An id of an order that was placed at this time. */
const idOf = (time: number) => `${orderIdPrefix(time)}-7000-8000-000000000000`

onBothStores('the count of open orders', (freshUrl) => {
  test('an empty store has none, and no oldest one', async () => {
    await using opened = await open(freshUrl())
    expect(await opened.store.openOrders()).toEqual({
      pending: 0,
      cancelling: 0,
      stuck: 0,
      oldestPending: undefined,
    })
  })

  test('counts orders by their open status, and finds the oldest that is pending', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const orders = Array.from({ length: 5 }, (_, i) => ({ ...newOrder(), id: idOf(NOW + i * 1_000) }))
    // Not in the order of their ids.
    for (const order of orders.toReversed()) await store.create(order, order.id, 'fingerprint', NOW)
    await store.move('pending', as('confirmed', orders[0]!), 0)
    await store.move('pending', as('cancelling', orders[1]!), NOW)
    expect(await store.openOrders()).toEqual({
      pending: 3,
      cancelling: 1,
      stuck: 0,
      oldestPending: NOW + 2_000,
    })
  })

  test('an order is stuck from its fifth failure until it is moved', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    const [order, other] = [newOrder(), newOrder()]
    for (const one of [order, other]) await store.create(one, one.id, 'fingerprint', NOW)
    for (let failures = 1; failures < FAILURES_OF_STUCK_ORDER; failures++) await store.postpone(order.id, NOW)
    expect(await store.openOrders()).toMatchObject({ pending: 2, stuck: 0 })
    await store.postpone(order.id, NOW)
    expect(await store.openOrders()).toMatchObject({ pending: 2, stuck: 1 })
    await store.move('pending', as('confirmed', order), 0)
    expect(await store.openOrders()).toMatchObject({ pending: 1, stuck: 0 })
  })
})

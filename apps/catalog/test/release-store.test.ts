import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { open, stockOf } from './open.ts'

const lines = [
  { sku: 'oar', quantity: 2 },
  { sku: 'rope', quantity: 3 },
]
const stocked = lines.map(({ sku }) => ({ sku, name: sku, amount: 100, stock: 10 }))

onBothStores('releases', (freshUrl) => {
  test('a release returns the reserved pieces to stock, once', async () => {
    await using stores = await open(freshUrl(), stocked)
    await stores.reservations.reserve('order', lines, 'EUR')
    const released = { orderId: 'order', status: 'released', lines }
    expect(await stores.reservations.release('order')).toEqual(released)
    expect(await stores.reservations.release('order')).toEqual(released)
    expect(await stockOf(stores)).toEqual({ oar: 10, rope: 10 })
  })

  test('twenty concurrent releases over two connections return the pieces once', async () => {
    const url = freshUrl()
    await using one = await open(url, stocked)
    await using other = await open(url)
    await one.reservations.reserve('order', lines, 'EUR')
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? one : other).reservations.release('order')),
    )
    expect(await stockOf(one)).toEqual({ oar: 10, rope: 10 })
  })

  test('a reservation after its release reserves nothing', async () => {
    await using stores = await open(freshUrl(), stocked)
    await stores.reservations.reserve('order', lines, 'EUR')
    const released = await stores.reservations.release('order')
    expect(await stores.reservations.reserve('order', lines, 'EUR')).toEqual(released)
    expect(await stockOf(stores)).toEqual({ oar: 10, rope: 10 })
  })

  test('a release before any reservation is stored, and the late reservation reserves nothing', async () => {
    await using stores = await open(freshUrl(), stocked)
    const released = { orderId: 'order', status: 'released' }
    expect(await stores.reservations.release('order')).toEqual(released)
    expect(await stores.reservations.reserve('order', lines, 'EUR')).toEqual(released)
    expect(await stores.reservations.release('order')).toEqual(released)
    expect(await stockOf(stores)).toEqual({ oar: 10, rope: 10 })
  })

  test('a refusal is not changed by a release, which returns nothing to stock', async () => {
    await using stores = await open(freshUrl(), stocked)
    const tooMany = [{ sku: 'oar', quantity: 11 }]
    const refused = await stores.reservations.reserve('order', tooMany, 'EUR')
    expect(refused.status).toBe('refused')
    expect(await stores.reservations.release('order')).toEqual(refused)
    expect(await stores.reservations.reserve('order', tooMany, 'EUR')).toEqual(refused)
    expect(await stockOf(stores)).toEqual({ oar: 10, rope: 10 })
  })
})

import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { open } from './open.ts'

const lines = [
  { sku: 'oar', quantity: 2 },
  { sku: 'rope', quantity: 3 },
]

onBothStores('releases', (freshUrl) => {
  test('a release gives back what was taken, once', async () => {
    await using stores = await openStocked()
    await stores.reservations.reserve('order', lines, 'EUR')
    const released = { orderId: 'order', status: 'released', lines }
    expect(await stores.reservations.release('order')).toEqual(released)
    expect(await stores.reservations.release('order')).toEqual(released)
    expect(await stores.stock()).toEqual([10, 10])
  })

  test('twenty releases at once, over two connections, give back once', async () => {
    const url = freshUrl()
    await using one = await openStocked(url)
    await using other = await open(url)
    await one.reservations.reserve('order', lines, 'EUR')
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? one : other).reservations.release('order')),
    )
    expect(await one.stock()).toEqual([10, 10])
  })

  test('a reservation after its release takes nothing', async () => {
    await using stores = await openStocked()
    await stores.reservations.reserve('order', lines, 'EUR')
    const released = await stores.reservations.release('order')
    expect(await stores.reservations.reserve('order', lines, 'EUR')).toEqual(released)
    expect(await stores.stock()).toEqual([10, 10])
  })

  test('a release before any reservation is kept, and the late reservation takes nothing', async () => {
    await using stores = await openStocked()
    const released = { orderId: 'order', status: 'released' }
    expect(await stores.reservations.release('order')).toEqual(released)
    expect(await stores.reservations.reserve('order', lines, 'EUR')).toEqual(released)
    expect(await stores.reservations.release('order')).toEqual(released)
    expect(await stores.stock()).toEqual([10, 10])
  })

  test('a refusal stays a refusal when it is released, and gives nothing back', async () => {
    await using stores = await openStocked()
    const tooMany = [{ sku: 'oar', quantity: 11 }]
    const refused = await stores.reservations.reserve('order', tooMany, 'EUR')
    expect(refused.status).toBe('refused')
    expect(await stores.reservations.release('order')).toEqual(refused)
    expect(await stores.reservations.reserve('order', tooMany, 'EUR')).toEqual(refused)
    expect(await stores.stock()).toEqual([10, 10])
  })

  async function openStocked(url = freshUrl()) {
    const stores = await open(url)
    await stores.products.seed(lines.map(({ sku }) => ({ sku, name: sku, amount: 100, stock: 10 })))
    return { ...stores, stock: async () => (await stores.products.list(9)).items.map(({ stock }) => stock) }
  }
})

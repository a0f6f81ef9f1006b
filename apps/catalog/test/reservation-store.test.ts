import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import type { Stores } from '../src/stores.ts'
import { open } from './open.ts'

const both = [
  { sku: 'oar', quantity: 2 },
  { sku: 'rope', quantity: 3 },
]

onBothStores('reservations', (freshUrl) => {
  test('all lines are taken, at the prices of that moment', async () => {
    await using stores = await openWith({ oar: 2, rope: 10 })
    expect(await stores.reservations.reserve('order', both, 'EUR')).toEqual({
      orderId: 'order',
      status: 'reserved',
      lines: both.map((line) => ({ ...line, unitPrice: { amount: 100, currency: 'EUR' } })),
    })
    expect(await stock(stores)).toEqual({ oar: 0, rope: 7 })
  })

  test.each([
    ['one line is short', { oar: 10, rope: 2 }, { available: 2, reason: 'out-of-stock' }],
    ['one line is sold out', { oar: 10, rope: 0 }, { available: 0, reason: 'out-of-stock' }],
    ['one SKU is unknown', { oar: 10 }, { available: 0, reason: 'unknown-sku' }],
  ])('nothing is taken where %s', async (_, stocked, why) => {
    await using stores = await openWith(stocked)
    expect(await stores.reservations.reserve('order', both, 'EUR')).toEqual({
      orderId: 'order',
      status: 'refused',
      lines: both,
      missing: [{ sku: 'rope', requested: 3, ...why }],
    })
    expect(await stock(stores)).toEqual(stocked)
  })

  test('a refusal stands after a restock, and a repeat takes nothing', async () => {
    await using stores = await openWith({ oar: 10, rope: 0 })
    const refused = await stores.reservations.reserve('order', both, 'EUR')
    await add(stores, 'rope', 50)
    expect(await stores.reservations.reserve('order', both, 'EUR')).toEqual(refused)
    expect(await stock(stores)).toEqual({ oar: 10, rope: 50 })
  })

  test('a reservation stands at its old price, and a repeat takes nothing more', async () => {
    await using stores = await openWith({ oar: 10, rope: 10 })
    const reserved = await stores.reservations.reserve('order', both, 'EUR')
    await stores.products.put({ sku: 'oar', name: 'Oar', amount: 999 })
    expect(await stores.reservations.reserve('order', both, 'EUR')).toEqual(reserved)
    expect(await stock(stores)).toEqual({ oar: 8, rope: 7 })
  })

  test('an order that was decided is answered with its decision, whatever the lines now say', async () => {
    await using stores = await openWith({ oar: 10, rope: 10 })
    const reserved = await stores.reservations.reserve('order', both, 'EUR')
    const other = [{ sku: 'oar', quantity: 1 }]
    expect(await stores.reservations.reserve('order', other, 'EUR')).toEqual(reserved)
    expect(await stock(stores)).toEqual({ oar: 8, rope: 7 })
  })

  test('fifty lines are taken in one step', async () => {
    const skus = Array.from({ length: 50 }, (_, i) => `sku-${i}`)
    await using stores = await openWith(Object.fromEntries(skus.map((sku) => [sku, 1_000])))
    const lines = skus.map((sku) => ({ sku, quantity: 1_000 }))
    const decision = await stores.reservations.reserve('order', lines, 'EUR')
    expect(decision).toMatchObject({ status: 'reserved', lines })
    expect(new Set(Object.values(await stock(stores)))).toEqual(new Set([0]))
  })

  test('of fifty orders at once, over two connections, exactly ten get the last ten pieces', async () => {
    const url = freshUrl()
    await using one = await openWith({ oar: 10, rope: 100 }, url)
    await using other = await open(url)
    const lines = [
      { sku: 'rope', quantity: 1 },
      { sku: 'oar', quantity: 1 },
    ]
    const decisions = await Promise.all(
      Array.from({ length: 50 }, (_, i) => {
        const { reservations } = i % 2 ? one : other
        return reservations.reserve(`order-${i}`, lines, 'EUR')
      }),
    )
    expect(decisions.filter(({ status }) => status === 'reserved')).toHaveLength(10)
    expect(decisions.filter(({ status }) => status === 'refused')).toHaveLength(40)
    expect(await stock(one)).toEqual({ oar: 0, rope: 90 })
  })

  test('twenty repeats of one order at once, over two connections, take once', async () => {
    const url = freshUrl()
    await using one = await openWith({ oar: 100, rope: 100 }, url)
    await using other = await open(url)
    const repeats = Array.from({ length: 20 }, (_, i) =>
      (i % 2 ? one : other).reservations.reserve('order', both, 'EUR'),
    )
    const [first, ...rest] = await Promise.all(repeats)
    for (const decision of rest) expect(decision).toEqual(first)
    expect(await stock(one)).toEqual({ oar: 98, rope: 97 })
  })

  async function openWith(stocked: Record<string, number>, url = freshUrl()) {
    const stores = await open(url)
    const products = Object.entries(stocked).map(([sku, stock]) => ({ sku, name: sku, amount: 100, stock }))
    await stores.products.seed(products)
    return stores
  }
})

async function stock(stores: Stores): Promise<Record<string, number>> {
  const { items } = await stores.products.list(100)
  return Object.fromEntries(items.map(({ sku, stock }) => [sku, stock]))
}

async function add(stores: Stores, sku: string, quantity: number): Promise<void> {
  await stores.restocks.restock({ sku, quantity, key: 'key', fingerprint: '', now: Date.now() })
}

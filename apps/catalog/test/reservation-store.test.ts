import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { open, stockOf } from './open.ts'

const both = [
  { sku: 'oar', quantity: 2 },
  { sku: 'rope', quantity: 3 },
]

onBothStores('reservations', (freshUrl) => {
  test('all lines are reserved, at the current prices', async () => {
    await using stores = await openWith({ oar: 2, rope: 10 })
    expect(await stores.reservations.reserve('order', both, 'EUR')).toEqual({
      orderId: 'order',
      status: 'reserved',
      lines: both.map((line) => ({ ...line, unitPrice: { amount: 100, currency: 'EUR' } })),
    })
    expect(await stockOf(stores)).toEqual({ oar: 0, rope: 7 })
  })

  test.each([
    ['the stock of one line is too small', { oar: 10, rope: 2 }, { available: 2, reason: 'out-of-stock' }],
    ['one line is out of stock', { oar: 10, rope: 0 }, { available: 0, reason: 'out-of-stock' }],
    ['one SKU is unknown', { oar: 10 }, { available: 0, reason: 'unknown-sku' }],
  ])('nothing is reserved if %s', async (_, stocked, expected) => {
    await using stores = await openWith(stocked)
    expect(await stores.reservations.reserve('order', both, 'EUR')).toEqual({
      orderId: 'order',
      status: 'refused',
      lines: both,
      missing: [{ sku: 'rope', requested: 3, ...expected }],
    })
    expect(await stockOf(stores)).toEqual(stocked)
  })

  test('a product with a name that is not well-formed Unicode, from an earlier version, can be reserved', async () => {
    await using stores = await openWith({ oar: 10 })
    await stores.products.put({ sku: 'oar', name: '"amount":7}\ud800"amount":7', amount: 100 })
    const decision = await stores.reservations.reserve('order', [{ sku: 'oar', quantity: 2 }], 'EUR')
    expect(decision).toMatchObject({ status: 'reserved', lines: [{ unitPrice: { amount: 100 } }] })
  })

  test('a refusal is final: a repeat after a restock reserves nothing', async () => {
    await using stores = await openWith({ oar: 10, rope: 0 })
    const refused = await stores.reservations.reserve('order', both, 'EUR')
    await stores.restocks.restock({ sku: 'rope', quantity: 50, key: 'key', fingerprint: '', now: 0 })
    expect(await stores.reservations.reserve('order', both, 'EUR')).toEqual(refused)
    expect(await stockOf(stores)).toEqual({ oar: 10, rope: 50 })
  })

  test('a reservation keeps its price, and a repeat reserves nothing more', async () => {
    await using stores = await openWith({ oar: 10, rope: 10 })
    const reserved = await stores.reservations.reserve('order', both, 'EUR')
    await stores.products.put({ sku: 'oar', name: 'Oar', amount: 999 })
    expect(await stores.reservations.reserve('order', both, 'EUR')).toEqual(reserved)
    expect(await stockOf(stores)).toEqual({ oar: 8, rope: 7 })
  })

  test('an order with a decision gets that decision again, even for other lines', async () => {
    await using stores = await openWith({ oar: 10, rope: 10 })
    const reserved = await stores.reservations.reserve('order', both, 'EUR')
    const other = [{ sku: 'oar', quantity: 1 }]
    expect(await stores.reservations.reserve('order', other, 'EUR')).toEqual(reserved)
    expect(await stockOf(stores)).toEqual({ oar: 8, rope: 7 })
  })

  test('fifty lines are reserved in one call', async () => {
    const skus = Array.from({ length: 50 }, (_, i) => `sku-${i}`)
    await using stores = await openWith(Object.fromEntries(skus.map((sku) => [sku, 1_000])))
    const lines = skus.map((sku) => ({ sku, quantity: 1_000 }))
    const decision = await stores.reservations.reserve('order', lines, 'EUR')
    expect(decision).toMatchObject({ status: 'reserved', lines })
    expect(new Set(Object.values(await stockOf(stores)))).toEqual(new Set([0]))
  })

  test('of fifty concurrent orders over two connections, exactly ten get the last ten pieces', async () => {
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
    expect(await stockOf(one)).toEqual({ oar: 0, rope: 90 })
  })

  test('twenty concurrent repeats of one order over two connections reserve once', async () => {
    const url = freshUrl()
    await using one = await openWith({ oar: 100, rope: 100 }, url)
    await using other = await open(url)
    const repeats = Array.from({ length: 20 }, (_, i) =>
      (i % 2 ? one : other).reservations.reserve('order', both, 'EUR'),
    )
    const [first, ...rest] = await Promise.all(repeats)
    for (const decision of rest) expect(decision).toEqual(first)
    expect(await stockOf(one)).toEqual({ oar: 98, rope: 97 })
  })

  function openWith(stocked: Record<string, number>, url = freshUrl()) {
    const products = Object.entries(stocked).map(([sku, stock]) => ({ sku, name: sku, amount: 100, stock }))
    return open(url, products)
  }
})

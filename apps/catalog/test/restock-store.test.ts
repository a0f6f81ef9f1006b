import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { open, stockOf } from './open.ts'

const DAY = 24 * 60 * 60 * 1_000
const NOW = 1_800_000_000_000
const products = ['oar', 'rope'].map((sku) => ({ sku, name: sku, amount: 500, stock: 0 }))
const request = { sku: 'oar', quantity: 5, key: 'key', fingerprint: 'five', now: NOW }

onBothStores('restocks', (freshUrl) => {
  test('a restock adds once per key, and a repeat returns the first result', async () => {
    await using stores = await open(freshUrl(), products)
    const first = await stores.restocks.restock(request)
    expect(first).toEqual({ fingerprint: 'five', product: { ...products[0], stock: 5 } })
    await stores.restocks.restock({ ...request, key: 'another', quantity: 3 })
    await stores.products.put({ sku: 'oar', name: 'Oar, long', amount: 900 })
    expect(await stores.restocks.restock(request)).toEqual(first)
    expect(await stockOf(stores)).toEqual({ oar: 8, rope: 0 })
  })

  test.each([
    ['another quantity', { quantity: 6 }],
    ['another product', { sku: 'rope' }],
    ['an unknown product', { sku: 'unknown' }],
  ])('a key reused for %s returns the record of the first request and adds nothing', async (_, change) => {
    await using stores = await open(freshUrl(), products)
    await stores.restocks.restock(request)
    const record = await stores.restocks.restock({ ...request, ...change, fingerprint: 'other' })
    expect(record?.fingerprint).toBe('five')
    expect(await stockOf(stores)).toEqual({ oar: 5, rope: 0 })
  })

  test('twenty concurrent repeats over two connections add once', async () => {
    const url = freshUrl()
    await using one = await open(url, products)
    await using other = await open(url)
    const repeats = Array.from({ length: 20 }, (_, i) => (i % 2 ? one : other).restocks.restock(request))
    const records = await Promise.all(repeats)
    expect(new Set(records.map((record) => record?.product.stock))).toEqual(new Set([5]))
    expect(await stockOf(one)).toEqual({ oar: 5, rope: 0 })
  })

  test('an unknown product returns undefined and leaves the key unused', async () => {
    await using stores = await open(freshUrl(), products)
    expect(await stores.restocks.restock({ ...request, sku: 'unknown' })).toBeUndefined()
    expect(await stores.products.get('unknown')).toBeUndefined()
    expect((await stores.restocks.restock(request))?.product.stock).toBe(5)
  })

  test('a key expires after 24 hours', async () => {
    await using stores = await open(freshUrl(), products)
    await stores.restocks.restock(request)
    await stores.restocks.restock({ ...request, now: NOW + DAY - 1 })
    expect(await stockOf(stores)).toEqual({ oar: 5, rope: 0 })
    await stores.restocks.restock({ ...request, now: NOW + DAY })
    expect(await stockOf(stores)).toEqual({ oar: 10, rope: 0 })
    await stores.restocks.restock({ ...request, now: NOW + 2 * DAY - 1 })
    expect(await stockOf(stores)).toEqual({ oar: 10, rope: 0 })
  })

  test('a key expires in time even if more older keys are due than one call deletes', async () => {
    await using stores = await open(freshUrl(), products)
    const older = Array.from({ length: 150 }, (_, i) => ({ ...request, key: `older-${i}`, quantity: 1 }))
    await Promise.all(older.map((one) => stores.restocks.restock(one)))
    await stores.restocks.restock({ ...request, now: NOW + 1 })
    await stores.restocks.restock({ ...request, now: NOW + 1 + DAY })
    expect(await stockOf(stores)).toEqual({ oar: 160, rope: 0 })
  })
})

import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { open } from './open.ts'

const DAY = 24 * 60 * 60 * 1_000
const NOW = 1_800_000_000_000
const request = { sku: 'oar', quantity: 5, key: 'key', fingerprint: 'five', now: NOW }

onBothStores('restocks', (freshUrl) => {
  async function openWithProduct(url = freshUrl()) {
    const stores = await open(url)
    await stores.products.put({ sku: 'oar', name: 'Oar', amount: 500 })
    const stock = async () => (await stores.products.get('oar'))?.stock
    return { ...stores, stock }
  }

  test('a restock adds once for each key and a repeat answers what was answered first', async () => {
    await using stores = await openWithProduct()
    const first = await stores.restocks.restock(request)
    expect(first).toEqual({
      fingerprint: 'five',
      product: { sku: 'oar', name: 'Oar', amount: 500, stock: 5 },
    })
    await stores.restocks.restock({ ...request, key: 'another', quantity: 3 })
    await stores.products.put({ sku: 'oar', name: 'Oar, long', amount: 900 })
    expect(await stores.restocks.restock(request)).toEqual(first)
    expect(await stores.stock()).toBe(8)
  })

  test.each([
    ['another quantity', { quantity: 6 }],
    ['another product', { sku: 'rope' }],
    ['a product that does not exist', { sku: 'nothing' }],
  ])('a key used again for %s is answered with the fingerprint it belongs to', async (_, change) => {
    await using stores = await openWithProduct()
    await stores.products.put({ sku: 'rope', name: 'Rope', amount: 1 })
    await stores.restocks.restock(request)
    const answer = await stores.restocks.restock({ ...request, ...change, fingerprint: 'other' })
    expect(answer?.fingerprint).toBe('five')
    expect(await stores.stock()).toBe(5)
    expect((await stores.products.get('rope'))?.stock).toBe(0)
  })

  test('twenty repeats at the same time, over two connections, add once', async () => {
    const url = freshUrl()
    await using one = await openWithProduct(url)
    await using other = await open(url)
    const repeats = Array.from({ length: 20 }, (_, i) => (i % 2 ? one : other).restocks.restock(request))
    const answers = await Promise.all(repeats)
    expect(new Set(answers.map((answer) => answer?.product.stock))).toEqual(new Set([5]))
    expect(await one.stock()).toBe(5)
  })

  test('an unknown product is undefined and leaves the key free', async () => {
    await using stores = await openWithProduct()
    expect(await stores.restocks.restock({ ...request, sku: 'rope' })).toBeUndefined()
    expect(await stores.products.get('rope')).toBeUndefined()
    expect((await stores.restocks.restock(request))?.product.stock).toBe(5)
  })

  test('a key is held for 24 hours and then forgotten', async () => {
    await using stores = await openWithProduct()
    await stores.restocks.restock(request)
    await stores.restocks.restock({ ...request, now: NOW + DAY - 1 })
    expect(await stores.stock()).toBe(5)
    await stores.restocks.restock({ ...request, now: NOW + DAY })
    expect(await stores.stock()).toBe(10)
    await stores.restocks.restock({ ...request, now: NOW + 2 * DAY - 1 })
    expect(await stores.stock()).toBe(10)
  })

  test('a key is forgotten on its day also behind a long queue of older ones', async () => {
    await using stores = await openWithProduct()
    for (let i = 0; i < 150; i++) await stores.restocks.restock({ ...request, key: `old-${i}`, quantity: 1 })
    await stores.restocks.restock({ ...request, now: NOW + 1 })
    await stores.restocks.restock({ ...request, now: NOW + 1 + DAY })
    expect(await stores.stock()).toBe(160)
  })
})

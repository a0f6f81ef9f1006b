import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { open } from './open.ts'

const oar = { sku: 'oar', name: 'Oar', amount: 500 }
const restock = { sku: 'oar', quantity: 7, key: 'k', fingerprint: 'f', now: 0 }

onBothStores('products', (freshUrl) => {
  test('put creates a product without stock, then changes its name and price but not its stock', async () => {
    await using stores = await open(freshUrl())
    expect(await stores.products.put(oar)).toEqual({ created: true, product: { ...oar, stock: 0 } })
    await stores.restocks.restock(restock)
    const changed = { sku: 'oar', name: 'Oar "Ålesund" / ash', amount: 1_000_000_000 }
    const product = { ...changed, stock: 7 }
    expect(await stores.products.put(changed)).toEqual({ created: false, product })
    expect(await stores.products.get('oar')).toEqual(product)
    expect(await stores.products.get('Oar')).toBeUndefined()
  })

  test('list returns pages in SKU order and whether there are more', async () => {
    await using stores = await open(freshUrl())
    for (const sku of ['b', 'a.1', 'a-1', 'B', 'a', 'a_1', '9']) await stores.products.put({ ...oar, sku })
    const skus = async (limit: number, after?: string) => {
      const { items, more } = await stores.products.list(limit, after)
      return [items.map(({ sku }) => sku), more]
    }
    expect(await skus(7)).toEqual([['9', 'B', 'a', 'a-1', 'a.1', 'a_1', 'b'], false])
    expect(await skus(2)).toEqual([['9', 'B'], true])
    expect(await skus(3, 'a')).toEqual([['a-1', 'a.1', 'a_1'], true])
    expect(await skus(3, 'a.0')).toEqual([['a.1', 'a_1', 'b'], false])
    expect(await skus(3, 'b')).toEqual([[], false])
  })

  test('paging returns every existing product exactly once while others are inserted', async () => {
    await using stores = await open(freshUrl())
    const existing = Array.from({ length: 10 }, (_, i) => `m${i}`)
    for (const sku of existing) await stores.products.put({ ...oar, sku })
    const seen: string[] = []
    for (let page = 0, more = true; more; page++) {
      const slice = await stores.products.list(3, seen.at(-1))
      more = slice.more
      seen.push(...slice.items.map(({ sku }) => sku))
      for (const sku of [`a${page}`, `m${page}x`, `z${page}`]) await stores.products.put({ ...oar, sku })
      if (page > 20) break
    }
    expect(seen.filter((sku) => existing.includes(sku))).toEqual(existing)
    expect(new Set(seen).size).toBe(seen.length)
  })

  test('seed inserts once, even if two instances start at the same time', async () => {
    const url = freshUrl()
    await using one = await open(url)
    await using other = await open(url)
    const seeds = ['a', 'b', 'c'].map((sku) => ({ sku, name: sku, amount: 1, stock: 5 }))
    const done = await Promise.all([one.products.seed(seeds), other.products.seed(seeds)])
    expect(done.toSorted()).toEqual([false, true])
    expect((await other.products.list(10)).items).toEqual(seeds)
  })

  test('seed does not change an existing product, and a second seed changes nothing', async () => {
    await using stores = await open(freshUrl())
    await stores.products.put(oar)
    await stores.restocks.restock(restock)
    const seeds = [
      { sku: 'oar', name: 'other', amount: 1, stock: 99 },
      { sku: 'rope', name: 'Rope', amount: 2, stock: 20 },
    ]
    expect(await stores.products.seed(seeds)).toBe(true)
    expect(await stores.products.get('oar')).toEqual({ ...oar, stock: 7 })
    await stores.products.put({ sku: 'rope', name: 'Rope, blue', amount: 3 })
    expect(await stores.products.seed([...seeds, { ...oar, sku: 'new', stock: 1 }])).toBe(false)
    expect((await stores.products.list(10)).items).toEqual([
      { ...oar, stock: 7 },
      { sku: 'rope', name: 'Rope, blue', amount: 3, stock: 20 },
    ])
  })
})

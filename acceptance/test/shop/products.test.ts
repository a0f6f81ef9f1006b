import { randomUUID } from 'node:crypto'
import type { Product } from '@slipway/contracts'
import { describe, expect, test } from 'vitest'
import { api, walk } from '../api.ts'
import { getProduct, newProduct, restock } from './shop.ts'

describe('products', () => {
  test('a product is created with 201, changed with 200, and has no stock until it is restocked', async () => {
    const path = `/api/products/test-${randomUUID()}`
    const created = await api.put(path).send({ name: 'Compass', price: { amount: 1_290 } })
    expect(created.status).toBe(201)
    expect(created.headers.location).toBe(path)
    expect(created.body).toMatchObject({ name: 'Compass', price: { amount: 1_290 }, available: 0 })

    const changed = await api.put(path).send({ name: 'Steering compass', price: { amount: 1_390 } })
    expect(changed.status).toBe(200)
    expect((await api.get(path).expect(200)).body).toEqual(changed.body)
  })

  test('a change of name and price does not change the stock', async () => {
    const { sku } = await newProduct({ stock: 7 })
    await api
      .put(`/api/products/${sku}`)
      .send({ name: 'Renamed', price: { amount: 1 } })
      .expect(200)
    expect(await getProduct(sku)).toMatchObject({ name: 'Renamed', available: 7 })
  })

  test('an unknown product is a 404', async () => {
    await api.get('/api/products/no-such-product').expect(404)
    await restock('no-such-product', 1).expect(404)
  })

  test('the pages contain every product exactly once', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => newProduct()))
    const skus = (await walk<Product>('/api/products', 7)).map(({ sku }) => sku)
    for (const { sku } of made) expect(skus.filter((one) => one === sku)).toHaveLength(1)
    expect(skus).toEqual([...new Set(skus)])
  })
})

describe('restocks', () => {
  test('a repeat with the same key adds nothing and returns the first response', async () => {
    const { sku } = await newProduct()
    const key = randomUUID()
    const first = await restock(sku, 5, key).expect(200)
    await restock(sku, 3).expect(200)
    const repeat = await restock(sku, 5, key).expect(200)
    expect(repeat.body).toEqual(first.body)
    expect(await getProduct(sku)).toMatchObject({ available: 8 })
  })

  test('ten concurrent repeats add once', async () => {
    const { sku } = await newProduct()
    const key = randomUUID()
    await Promise.all(Array.from({ length: 10 }, () => restock(sku, 5, key).expect(200)))
    expect(await getProduct(sku)).toMatchObject({ available: 5 })
  })

  test('the same key for another quantity is a 422', async () => {
    const { sku } = await newProduct()
    const key = randomUUID()
    await restock(sku, 5, key).expect(200)
    await restock(sku, 6, key).expect(422)
  })
})

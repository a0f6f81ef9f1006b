import { randomUUID } from 'node:crypto'
import type { Order } from '@slipway/contracts'
import { describe, expect, test } from 'vitest'
import { api, walk } from '../api.ts'
import { getProduct, newProduct, placeOrder, restock, settled } from './shop.ts'

describe('placing an order', () => {
  test('takes every line from stock, at the current price', async () => {
    const [a, b] = [
      await newProduct({ stock: 10, amount: 250 }),
      await newProduct({ stock: 10, amount: 100 }),
    ]
    const response = await placeOrder([
      { sku: a.sku, quantity: 2 },
      { sku: b.sku, quantity: 3 },
    ])
    const order = await settled(response)
    expect(response.headers.location).toBe(`/api/orders/${order.id}`)
    expect(order).toMatchObject({ status: 'confirmed', total: { amount: 800 } })
    expect(order.lines.map(({ unitPrice }) => unitPrice?.amount)).toEqual([250, 100])

    await api
      .put(`/api/products/${a.sku}`)
      .send({ name: 'Dearer', price: { amount: 999 } })
      .expect(200)
    expect((await api.get(`/api/orders/${order.id}`).expect(200)).body).toEqual(order)
    expect(await getProduct(a.sku)).toMatchObject({ available: 8 })
    expect(await getProduct(b.sku)).toMatchObject({ available: 7 })
  })

  test('takes nothing if one line is out of stock, and names what is missing', async () => {
    const [plenty, scarce] = [await newProduct({ stock: 10 }), await newProduct({ stock: 1 })]
    const response = await placeOrder([
      { sku: plenty.sku, quantity: 1 },
      { sku: scarce.sku, quantity: 2 },
    ])
    expect(await settled(response)).toMatchObject({
      status: 'rejected',
      missing: [{ sku: scarce.sku, requested: 2, available: 1, reason: 'out-of-stock' }],
    })
    expect(await getProduct(plenty.sku)).toMatchObject({ available: 10 })
    expect(await getProduct(scarce.sku)).toMatchObject({ available: 1 })
  })

  test('an order of an unknown product stays rejected after the product was created', async () => {
    const key = randomUUID()
    const lines = [{ sku: `test-${randomUUID()}`, quantity: 1 }]
    const rejected = await settled(await placeOrder(lines, key))
    expect(rejected).toMatchObject({ status: 'rejected', missing: [{ reason: 'unknown-sku' }] })

    await api
      .put(`/api/products/${lines[0]!.sku}`)
      .send({ name: 'Late', price: { amount: 1 } })
      .expect(201)
    await restock(lines[0]!.sku, 5).expect(200)
    const repeat = await placeOrder(lines, key).expect(409)
    expect(repeat.body.order).toEqual(rejected)
    expect(await getProduct(lines[0]!.sku)).toMatchObject({ available: 5 })
  })

  test('ten concurrent repeats are one order', async () => {
    const { sku } = await newProduct({ stock: 10 })
    const key = randomUUID()
    const responses = await Promise.all(
      Array.from({ length: 10 }, () => placeOrder([{ sku, quantity: 1 }], key)),
    )
    const orders = await Promise.all(responses.map(settled))
    expect(new Set(orders.map(({ id }) => id)).size).toBe(1)
    expect(await getProduct(sku)).toMatchObject({ available: 9 })
  })

  test('a quoted key and a bare one are the same; another body under it is a 422', async () => {
    const { sku } = await newProduct({ stock: 10 })
    const key = randomUUID()
    const first = await settled(await placeOrder([{ sku, quantity: 1 }], key))
    const repeat = await placeOrder([{ sku, quantity: 1 }], `"${key}"`).expect(201)
    expect(repeat.body.id).toBe(first.id)
    await placeOrder([{ sku, quantity: 2 }], key).expect(422)
  })

  test('fifty concurrent orders for the last ten pieces sell ten', async () => {
    const { sku } = await newProduct({ stock: 10 })
    const responses = await Promise.all(Array.from({ length: 50 }, () => placeOrder([{ sku, quantity: 1 }])))
    const orders = await Promise.all(responses.map(settled))
    expect(orders.filter(({ status }) => status === 'confirmed')).toHaveLength(10)
    expect(orders.filter(({ status }) => status === 'rejected')).toHaveLength(40)
    expect(await getProduct(sku)).toMatchObject({ available: 0 })
  })
})

describe('listing orders', () => {
  test('newest first, and the pages contain each order exactly once', async () => {
    const { sku } = await newProduct({ stock: 5 })
    const placed: string[] = []
    for (let i = 0; i < 5; i++) placed.push((await settled(await placeOrder([{ sku, quantity: 1 }]))).id)
    const ids = (await walk<Order>('/api/orders', 100)).map(({ id }) => id)
    expect(ids.filter((id) => placed.includes(id))).toEqual(placed.toReversed())
    expect(ids).toEqual([...new Set(ids)])
  })

  test('an unknown order is a 404', async () => {
    await api.get('/api/orders/01890000-0000-7000-8000-000000000000').expect(404)
  })
})

import { describe, expect, test } from 'vitest'
import { api, servedBy } from '../api.ts'
import { newProduct, placeOrder } from './shop.ts'

describe('every response names the instances that served it', () => {
  test('a product: the gateway and catalog', async () => {
    expect(Object.keys(servedBy(await api.get('/api/products?limit=1')))).toEqual(['gateway', 'catalog'])
  })

  test('a new order: the gateway, orders and catalog', async () => {
    const { sku } = await newProduct({ stock: 1 })
    const response = await placeOrder([{ sku, quantity: 1 }]).expect(201)
    expect(Object.keys(servedBy(response))).toEqual(['gateway', 'orders', 'catalog'])
  })
})

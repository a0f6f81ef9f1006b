import type { Order, OrderLine } from '@slipway/contracts'
import { expect, test } from 'vitest'
import { api } from '../api.ts'
import { getProduct, newProduct, placeOrder, settled } from './shop.ts'

test('stock and confirmed quantities always add up to what was restocked', async () => {
  const STOCK = 60
  const products = await Promise.all(Array.from({ length: 3 }, () => newProduct({ stock: STOCK })))
  const requested: OrderLine[][] = Array.from({ length: 60 }, (_, i) => [
    { sku: products[i % 3]!.sku, quantity: 1 + (i % 4) },
    { sku: products[(i + 1) % 3]!.sku, quantity: 1 + (i % 3) },
  ])
  const orders = await Promise.all(requested.map(async (lines) => settled(await placeOrder(lines))))
  const toCancel = orders.filter(({ status }, i) => status === 'confirmed' && i % 3 === 0)
  await Promise.all(toCancel.map(async ({ id }) => settled(await api.put(`/api/orders/${id}/cancellation`))))

  const ledger: Order[] = await Promise.all(
    orders.map(async ({ id }) => (await api.get(`/api/orders/${id}`)).body),
  )
  expect(new Set(ledger.map(({ status }) => status))).toEqual(new Set(['confirmed', 'rejected', 'cancelled']))
  for (const { sku } of products) {
    const sold = ledger
      .filter(({ status }) => status === 'confirmed')
      .flatMap(({ lines }) => lines)
      .filter((line) => line.sku === sku)
      .reduce((sum, { quantity }) => sum + quantity, 0)
    expect((await getProduct(sku)).available + sold).toBe(STOCK)
  }
})

import { describe, expect, test } from 'vitest'
import { api } from '../api.ts'
import { getProduct, newProduct, placeOrder, settled } from './shop.ts'

const cancel = (id: string) => api.put(`/api/orders/${id}/cancellation`)

describe('cancelling an order', () => {
  test('returns its stock exactly once, however often it is requested', async () => {
    const { sku } = await newProduct({ stock: 10 })
    const { id } = await settled(await placeOrder([{ sku, quantity: 4 }]))
    const responses = await Promise.all(Array.from({ length: 5 }, () => cancel(id)))
    for (const { status } of responses) expect([200, 202]).toContain(status)
    const order = await settled(await cancel(id))
    expect(order).toMatchObject({ id, status: 'cancelled' })
    await cancel(id).expect(200)
    expect(await getProduct(sku)).toMatchObject({ available: 10 })
  })

  test('a repeat of the request that placed it returns the cancelled order', async () => {
    const { sku } = await newProduct({ stock: 1 })
    const key = `cancelled-${sku}`
    const { id } = await settled(await placeOrder([{ sku, quantity: 1 }], key))
    await settled(await cancel(id))
    const repeat = await placeOrder([{ sku, quantity: 1 }], key).expect(201)
    expect(repeat.body).toMatchObject({ id, status: 'cancelled' })
    expect(await getProduct(sku)).toMatchObject({ available: 1 })
  })

  test('a rejected order cannot be cancelled, an unknown one is a 404', async () => {
    const { sku } = await newProduct()
    const { id } = await settled(await placeOrder([{ sku, quantity: 1 }]))
    await cancel(id).expect(409)
    await cancel('01890000-0000-7000-8000-000000000000').expect(404)
  })
})

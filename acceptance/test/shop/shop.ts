import { randomUUID } from 'node:crypto'
import type { Order, OrderLine, Product } from '@slipway/contracts'
import type { Response } from 'supertest'
import { expect } from 'vitest'
import { api } from '../api.ts'

/** Creates a product of this run's own, so that the suite can run repeatedly and concurrently. */
export async function newProduct({ stock = 0, amount = 1_000 } = {}): Promise<Product> {
  const sku = `test-${randomUUID()}`
  await api.put(`/api/products/${sku}`).send({ name: 'Test product', price: { amount } }).expect(201)
  for (let left = stock; left > 0; left -= 1_000) await restock(sku, Math.min(left, 1_000)).expect(200)
  return getProduct(sku)
}

export function restock(sku: string, quantity: number, key: string = randomUUID()) {
  return api.post(`/api/products/${sku}/restocks`).set('Idempotency-Key', key).send({ quantity })
}

export async function getProduct(sku: string): Promise<Product> {
  return (await api.get(`/api/products/${sku}`).expect(200)).body
}

export function placeOrder(lines: OrderLine[], key: string = randomUUID()) {
  return api.post('/api/orders').set('Idempotency-Key', key).send({ lines })
}

/** The order of a response; one that is accepted (202) is polled until it is settled. */
export async function settled(response: Response): Promise<Order> {
  if (response.status === 409) return response.body.order
  if (response.status !== 202) return response.body
  await expect
    .poll(async () => (await api.get(response.headers.location!)).body.status, {
      timeout: 15_000,
      interval: 250,
    })
    .not.toMatch(/pending|cancelling/)
  return (await api.get(response.headers.location!)).body
}

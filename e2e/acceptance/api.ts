import { randomUUID } from 'node:crypto'
import type { Order, OrderLine, Product } from '@slipway/contracts'
import supertest, { type Response } from 'supertest'
import { expect, inject } from 'vitest'

/** The system under test, known by its address alone. */
export const api = supertest(inject('baseUrl'))

/** A product of this run's own, so that the suite can run again and beside others. */
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

/** The order of an answer; a 202 is asked for again until it has settled. */
export async function settled(answer: Response): Promise<Order> {
  if (answer.status === 409) return answer.body.order
  if (answer.status !== 202) return answer.body
  await expect
    .poll(async () => (await api.get(answer.headers.location!)).body.status, {
      timeout: 15_000,
      interval: 250,
    })
    .not.toMatch(/pending|cancelling/)
  return (await api.get(answer.headers.location!)).body
}

/** Every item of a list, page by page. */
export async function walk<T>(path: string, limit: number): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await api.get(path).query({ limit, ...(cursor && { cursor }) })
    expect(page.status).toBe(200)
    items.push(...page.body.items)
    cursor = page.body.nextCursor
  }
  return items
}

/** The instances that served an answer, by service, as its `Server-Timing` header names them. */
export function servedBy(answer: Response): Record<string, string> {
  const entries = String(answer.headers['server-timing']).matchAll(/([\w-]+);desc="([^"]*)";dur=[\d.]+/g)
  return Object.fromEntries([...entries].map(([, service, instance]) => [service, instance]))
}

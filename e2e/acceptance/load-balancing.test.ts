import { describe, expect, inject, test } from 'vitest'
import { api, newProduct, placeOrder, servedBy } from './api.ts'

const REQUESTS = 400
const expected = Object.entries(inject('expected'))
const PATHS: Record<string, string> = { catalog: '/api/products?limit=1', orders: '/api/orders?limit=1' }

describe('every answer names the instances that served it', () => {
  test('a product: the gateway and catalog', async () => {
    expect(Object.keys(servedBy(await api.get('/api/products?limit=1')))).toEqual(['gateway', 'catalog'])
  })

  test('a new order: the gateway, orders and catalog', async () => {
    const { sku } = await newProduct({ stock: 1 })
    const answer = await placeOrder([{ sku, quantity: 1 }]).expect(201)
    expect(Object.keys(servedBy(answer))).toEqual(['gateway', 'orders', 'catalog'])
  })
})

describe('requests spread over the replicas', () => {
  if (expected.length === 0) test.skip('no --expect said how many replicas there are', () => {})

  test.each(expected)(
    '%s: each of %i serves between half and twice an even share',
    async (service, replicas) => {
      const counts: Record<string, number> = {}
      for (let sent = 0; sent < REQUESTS; sent += 10) {
        const answers = await Promise.all(
          Array.from({ length: 10 }, () => api.get(PATHS[service]!).expect(200)),
        )
        for (const answer of answers) {
          const instance = servedBy(answer)[service]!
          counts[instance] = (counts[instance] ?? 0) + 1
        }
      }
      const share = REQUESTS / replicas
      expect(Object.keys(counts)).toHaveLength(replicas)
      for (const served of Object.values(counts)) {
        expect(served).toBeGreaterThanOrEqual(share / 2)
        expect(served).toBeLessThanOrEqual(share * 2)
      }
    },
  )
})

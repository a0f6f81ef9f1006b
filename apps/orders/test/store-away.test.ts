import { redisAvailable, redisSkipReason, startRedis } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { decide, startFakeCatalog } from './fake-catalog.ts'
import { startOrders } from './start-orders.ts'

const patience = { timeout: 15_000 }

describe.skipIf(!redisAvailable)(
  `a store that is away${redisAvailable ? '' : ` (${redisSkipReason})`}`,
  () => {
    test('is a 503 with Retry-After, asks catalog nothing, and is used again when it is back', async () => {
      await using redis = await startRedis()
      await using catalog = await startFakeCatalog()
      await using orders = await startOrders(catalog.url, { STORE_URL: redis.url })
      const { body } = await orders.place('before').expect(201)
      await redis.pause()
      const path = `/api/orders/${body.id}`
      const { api } = orders
      const requests = [
        orders.place('key'),
        api.get(path),
        api.get('/api/orders'),
        api.put(`${path}/cancellation`),
      ]
      for (const { status, headers, type } of await Promise.all(requests)) {
        expect([status, headers['retry-after'], type]).toEqual([503, '1', 'application/problem+json'])
      }
      await api.get('/readyz').expect(200)
      expect(catalog.calls).toHaveLength(1)
      await redis.resume()
      await expect.poll(async () => (await orders.place('key')).status, patience).toBe(201)
      expect(await orders.status(body.id)).toBe('confirmed')
      expect(await orders.count()).toBe(2)
    })

    test('when the confirmation is written makes a 202, and recovery settles the order once', async () => {
      await using redis = await startRedis()
      await using catalog = await startFakeCatalog()
      await using orders = await startOrders(catalog.url, { STORE_URL: redis.url, RECOVERY_AFTER_MS: '50' })
      catalog.answer = async (call, response) => {
        catalog.answer = decide
        await redis.pause()
        decide(call, response)
      }
      const { body } = await orders.place('key').expect(202)
      expect(body.status).toBe('pending')
      await redis.resume()
      const status = async () => (await orders.api.get(`/api/orders/${body.id}`)).body.status
      await expect.poll(status, patience).toBe('confirmed')
      const settled = (await orders.api.get(`/api/orders/${body.id}`)).body
      expect((await orders.place('key').expect(201)).body).toEqual(settled)
      expect(await orders.count()).toBe(1)
      expect(new Set(catalog.calls.map(({ orderId }) => orderId))).toEqual(new Set([body.id]))
    })
  },
)

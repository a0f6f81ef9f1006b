import { redisAvailable, redisSkipReason, startRedis, WITHOUT_FSYNC } from '@slipway/testing'
import { describe, test } from 'vitest'
import { accept, startFakeCatalog } from './fake-catalog.ts'
import { startOrders } from './start-orders.ts'

const timeout = { timeout: 15_000 }
const reason = redisAvailable ? '' : ` (${redisSkipReason})`

// Concurrent, as both mostly wait for timeouts; each has a Redis of its own.
describe.skipIf(!redisAvailable).concurrent(`an unavailable store${reason}`, () => {
  test('is a 503 with Retry-After without a call of catalog, and is used again once it is back', async ({
    expect,
  }) => {
    await using redis = await startRedis(WITHOUT_FSYNC)
    await using catalog = await startFakeCatalog()
    await using orders = await startOrders(catalog.url, { STORE_URL: redis.url })
    const { body } = await orders.place('before').expect(201)
    await redis.pause()
    const { api } = orders
    const requests = [
      orders.place('key'),
      api.get(`/api/orders/${body.id}`),
      api.get('/api/orders'),
      orders.cancel(body.id),
    ]
    for (const { status, headers, type } of await Promise.all(requests)) {
      expect([status, headers['retry-after'], type]).toEqual([503, '1', 'application/problem+json'])
    }
    await api.get('/readyz').expect(200)
    expect(catalog.calls).toHaveLength(1)
    await redis.resume()
    await expect.poll(async () => (await orders.place('key')).status, timeout).toBe(201)
    expect(await orders.status(body.id)).toBe('confirmed')
    expect(await orders.count()).toBe(2)
  })

  test('after the reservation is a 202, and recovery settles the order once', async ({ expect }) => {
    await using redis = await startRedis(WITHOUT_FSYNC)
    await using catalog = await startFakeCatalog()
    await using orders = await startOrders(catalog.url, { STORE_URL: redis.url, RECOVERY_AFTER_MS: '50' })
    catalog.respond = async (call, response) => {
      catalog.respond = accept
      await redis.pause()
      accept(call, response)
    }
    const { body } = await orders.place('key').expect(202)
    expect(body.status).toBe('pending')
    await redis.resume()
    const status = async () => (await orders.api.get(`/api/orders/${body.id}`)).body.status
    await expect.poll(status, timeout).toBe('confirmed')
    const settled = (await orders.api.get(`/api/orders/${body.id}`)).body
    expect((await orders.place('key').expect(201)).body).toEqual(settled)
    expect(await orders.count()).toBe(1)
    expect(new Set(catalog.calls.map(({ orderId }) => orderId))).toEqual(new Set([body.id]))
  })
})

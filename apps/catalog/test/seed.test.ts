import { redisAvailable, redisSkipReason, silentLogger, startRedis, WITHOUT_FSYNC } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { seedDemoProducts } from '../src/products/seed.ts'
import { open } from './open.ts'

const reason = redisAvailable ? '' : ` (${redisSkipReason})`

describe.skipIf(!redisAvailable)(`the demo products, while Redis does not respond${reason}`, () => {
  test('are inserted when it responds again', async () => {
    await using redis = await startRedis(WITHOUT_FSYNC)
    await using stores = await open(redis.url)
    await redis.pause()
    const seeded = seedDemoProducts(stores.products, silentLogger)
    const outcome = Promise.race([seeded, new Promise((resolve) => setTimeout(resolve, 1_000, 'waits'))])
    expect(await outcome).toBe('waits') // longer than a command may take
    await redis.resume()
    await seeded
    expect((await stores.products.list(100)).items).toHaveLength(20)
  })

  test('are given up with an error that says so', async () => {
    await using redis = await startRedis(WITHOUT_FSYNC)
    await using stores = await open(redis.url)
    await redis.pause()
    await expect(seedDemoProducts(stores.products, silentLogger, 0)).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringContaining('does not take the demo products'),
    })
  })
})

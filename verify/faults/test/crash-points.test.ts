import { redisData, run, System, search } from '@slipway/crash-points'
import { redisAvailable, redisSkipReason, startRedis } from '@slipway/testing'
import { expect, test } from 'vitest'

/** On SQLite, with more schedules, it is a test of the product: crash-points/test. */
test.skipIf(!redisAvailable)(
  `every crash point on Redis: any one fault, and random ones, end well${redisAvailable ? '' : ` (${redisSkipReason})`}`,
  { timeout: 180_000 },
  async () => {
    await using redis = await startRedis()
    await using data = await redisData(redis.url)
    const system = await System.build(data)
    let runs = 0
    const failed = await search({ pairs: 0, random: 100, seed: 1 }, (schedule) => {
      runs++
      return run(system, schedule)
    })
    expect(failed?.story).toBeUndefined()
    expect(runs).toBeGreaterThan(500)
  },
)

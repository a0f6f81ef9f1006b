import { redisAvailable, redisSkipReason, startRedis, WITHOUT_FSYNC } from '@slipway/testing'
import type { Redis } from 'ioredis'
import { describe, expect, test, vi } from 'vitest'
import { isStoreUnavailable } from '../src/index.ts'
import { connect, startRedisRelay } from './redis.ts'

const title = `after a failover ${redisAvailable ? '' : redisSkipReason}`
describe.skipIf(!redisAvailable)(title, { concurrent: true }, () => {
  test.each([
    ['command', (redis: Redis) => redis.set('a', '1')],
    ['script', (redis: Redis) => redis.eval("return redis.call('SET', KEYS[1], ARGV[1])", 1, 'a', '1')],
  ])('the first %s that writes fails, and the next ones go to the new master', async (_kind, write) => {
    await using old = await startRedis(WITHOUT_FSYNC)
    await using next = await startRedis(WITHOUT_FSYNC)
    let master = old
    await using relayed = await startRedisRelay(() => master.url)
    using connection = await connect(relayed.url)
    const { redis } = connection
    await write(redis)
    master = next
    await redis.replicaof('127.0.0.1', 1)

    const error = await write(redis).catch((reason: unknown) => reason)

    expect(error).toMatchObject({ message: expect.stringMatching(/^READONLY/) })
    expect(isStoreUnavailable(error)).toBe(true)
    await vi.waitFor(() => write(redis), 10_000)
    expect(await redis.info('replication')).toContain('role:master')
  })
})

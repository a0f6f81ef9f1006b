import { redisAvailable, redisSkipReason, startRedis, type TestRedis } from '@slipway/testing'
import type { Redis } from 'ioredis'
import { describe, expect, test, vi } from 'vitest'
import { connectRedis, isStoreUnavailable } from '../src/index.ts'
import { openDoor } from './tcp-door.ts'

describe.skipIf(!redisAvailable)(`a failover ${redisAvailable ? '' : redisSkipReason}`, () => {
  test.each([
    ['command', (redis: Redis) => redis.set('a', '1')],
    ['script', (redis: Redis) => redis.eval("return redis.call('SET', KEYS[1], ARGV[1])", 1, 'a', '1')],
  ])('is found out by the first %s that writes, and the new master is used', async (_kind, write) => {
    await using old = await startRedis()
    await using next = await startRedis()
    const portOf = ({ url }: TestRedis) => Number(new URL(url).port)
    const target = { host: new URL(old.url).hostname, port: portOf(old) }
    await using door = await openDoor(target)
    const redis = await connectRedis({ url: `redis://127.0.0.1:${door.port}`, shown: 'door' })
    try {
      await write(redis)
      target.port = portOf(next)
      await redis.replicaof('127.0.0.1', 1)

      const error = await write(redis).catch((reason: unknown) => reason)

      expect(error).toMatchObject({ message: expect.stringMatching(/^READONLY/) })
      expect(isStoreUnavailable(error)).toBe(true)
      await vi.waitFor(() => write(redis), 10_000)
      expect(await redis.info('replication')).toContain('role:master')
    } finally {
      redis.disconnect()
    }
  })
})

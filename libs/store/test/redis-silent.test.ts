import { setTimeout as sleep } from 'node:timers/promises'
import { redisAvailable, redisSkipReason, startRedis } from '@slipway/testing'
import { describe, expect, test, vi } from 'vitest'
import { connectRedis, isStoreUnavailable } from '../src/index.ts'
import { openDoor } from './tcp-door.ts'

describe.skipIf(!redisAvailable)(`a silent connection ${redisAvailable ? '' : redisSkipReason}`, () => {
  test('to a Redis is given up, and a new one serves', async () => {
    await using server = await startRedis()
    const { hostname, port } = new URL(server.url)
    await using door = await openDoor({ host: hostname, port: Number(port) })
    const redis = await connectRedis({ url: `redis://127.0.0.1:${door.port}`, shown: 'door' })
    try {
      await redis.set('a', 'before')
      door.silence()
      const lost = Array.from({ length: 3 }, () => redis.set('a', 'lost').catch((error: unknown) => error))
      for (const error of await Promise.all(lost)) expect(isStoreUnavailable(error)).toBe('outcome-unknown')

      await vi.waitFor(async () => expect(await redis.ping()).toBe('PONG'), 10_000)

      expect(await redis.get('a')).toBe('before') // nothing was kept to be sent late
    } finally {
      redis.disconnect()
    }
  })

  test('on which nothing is awaited is kept', async () => {
    await using server = await startRedis()
    const redis = await connectRedis({ url: server.url, shown: server.url })
    try {
      const id = await redis.client('ID')
      await sleep(4_500)
      expect(await redis.client('ID')).toBe(id)
    } finally {
      redis.disconnect()
    }
  })
})

import { setImmediate as turn } from 'node:timers/promises'
import { redisAvailable, redisSkipReason, startRedis } from '@slipway/testing'
import { expect, test } from 'vitest'
import { connectRedis } from '../src/index.ts'

// Timers run first after that: an answer that has long been there must be read before a command is called lost.
test.skipIf(!redisAvailable)(
  `an answer that arrived while the event loop was blocked counts ${redisAvailable ? '' : redisSkipReason}`,
  async () => {
    await using server = await startRedis()
    const redis = await connectRedis({ url: server.url, shown: server.url })
    try {
      const answers = ['a', 'b', 'c'].map((key) => redis.set(key, '1'))
      await turn() // they are sent
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700)

      expect(await Promise.all(answers)).toEqual(['OK', 'OK', 'OK'])
    } finally {
      redis.disconnect()
    }
  },
)

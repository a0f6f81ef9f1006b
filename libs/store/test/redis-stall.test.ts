import { setImmediate as turn } from 'node:timers/promises'
import { redisAvailable, redisSkipReason, startRedis, WITHOUT_FSYNC } from '@slipway/testing'
import { expect, test } from 'vitest'
import { connect } from './redis.ts'

test.skipIf(!redisAvailable)(
  `a reply that arrived while the event loop was blocked is in time ${redisAvailable ? '' : redisSkipReason}`,
  async () => {
    await using server = await startRedis(WITHOUT_FSYNC)
    using connection = await connect(server.url)
    const replies = ['a', 'b', 'c'].map((key) => connection.redis.set(key, '1'))
    await turn() // after this they are sent
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700) // longer than the command timeout

    expect(await Promise.all(replies)).toEqual(['OK', 'OK', 'OK'])
  },
)

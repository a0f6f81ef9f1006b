import { setTimeout as sleep } from 'node:timers/promises'
import { redisAvailable, redisSkipReason, startRedis, WITHOUT_FSYNC } from '@slipway/testing'
import { describe, expect, test, vi } from 'vitest'
import { isStoreUnavailable } from '../src/index.ts'
import { connect, startRedisRelay } from './redis.ts'

const title = `a connection without a byte from Redis ${redisAvailable ? '' : redisSkipReason}`
describe.skipIf(!redisAvailable)(title, { concurrent: true }, () => {
  test('is replaced if commands are pending', async () => {
    await using server = await startRedis(WITHOUT_FSYNC)
    await using relayed = await startRedisRelay(() => server.url)
    using connection = await connect(relayed.url)
    const { redis } = connection
    await redis.set('a', 'before')
    relayed.relay.freezeLatest()
    const lost = Array.from({ length: 3 }, () => redis.set('a', 'lost').catch((error: unknown) => error))
    for (const error of await Promise.all(lost)) expect(isStoreUnavailable(error)).toBe('outcome-unknown')

    await vi.waitFor(async () => expect(await redis.ping()).toBe('PONG'), 10_000)

    expect(await redis.get('a')).toBe('before') // the commands were not sent again
  })

  test('is kept if no command is pending', async () => {
    const silence = 600 // ms
    await using server = await startRedis(WITHOUT_FSYNC)
    using connection = await connect(server.url, { silence })
    const { redis } = connection
    const id = await redis.client('ID')
    await sleep(2.5 * silence)
    expect(await redis.client('ID')).toBe(id)
  })
})

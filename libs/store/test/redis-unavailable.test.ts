import { redisAvailable, redisSkipReason, startRedis, WITHOUT_FSYNC } from '@slipway/testing'
import { describe, expect, test, vi } from 'vitest'
import { isStoreUnavailable } from '../src/index.ts'
import { connect, startRedisRelay } from './redis.ts'

/** Why a command failed, and after how many milliseconds. */
async function failure(command: Promise<unknown>): Promise<{ error: unknown; elapsed: number }> {
  const start = Date.now()
  return command.then(
    () => {
      throw new Error('did not fail')
    },
    (error: unknown) => ({ error, elapsed: Date.now() - start }),
  )
}

const title = `commands ${redisAvailable ? '' : redisSkipReason}`
describe.skipIf(!redisAvailable)(title, { concurrent: true }, () => {
  test('to a Redis that hangs time out, and succeed once it continues', async () => {
    await using server = await startRedis(WITHOUT_FSYNC)
    using connection = await connect(server.url)
    const { redis } = connection
    await server.pause()
    try {
      const commands = [redis.set('a', '1'), redis.eval('return 1', 0)]
      for (const { error, elapsed } of await Promise.all(commands.map(failure))) {
        expect(isStoreUnavailable(error)).toBe('outcome-unknown')
        expect(elapsed).toBeGreaterThan(300)
        expect(elapsed).toBeLessThan(2_000)
      }
    } finally {
      await server.resume()
    }
    await vi.waitFor(async () => expect(await redis.ping()).toBe('PONG'), 10_000)
  })

  test('to an unreachable Redis fail at once, and succeed once it is back', async () => {
    await using server = await startRedis(WITHOUT_FSYNC)
    await using relayed = await startRedisRelay(() => server.url)
    using connection = await connect(relayed.url)
    const { redis } = connection
    await redis.set('a', 'before')
    await relayed.relay.close()
    await vi.waitFor(() => expect(redis.status).not.toBe('ready'), 10_000)
    const { error, elapsed } = await failure(redis.set('a', 'while it was unreachable'))
    expect(isStoreUnavailable(error)).toBe(true) // not 'outcome-unknown': it was never sent
    expect(elapsed).toBeLessThan(2_000)
    await relayed.relay.open()
    await vi.waitFor(async () => expect(await redis.ping()).toBe('PONG'), 10_000)
    expect(await redis.get('a')).toBe('before') // the command was not queued
    expect(connection.logged).toEqual([
      `connection to ${relayed.url} lost`,
      `connection to ${relayed.url} restored`,
    ])
  })

  test('whose reply was lost with the connection fail, and are not sent again', async () => {
    await using server = await startRedis(WITHOUT_FSYNC)
    await using relayed = await startRedisRelay(() => server.url)
    using connection = await connect(relayed.url)
    using direct = await connect(server.url)
    relayed.relay.dropResponses()
    const pushed = failure(connection.redis.rpush('list', 'once'))
    await vi.waitFor(async () => expect(await direct.redis.llen('list')).toBe(1), 10_000)
    await relayed.relay.close()
    expect(isStoreUnavailable((await pushed).error)).toBe('outcome-unknown')
    await relayed.relay.open()
    await vi.waitFor(async () => expect(await connection.redis.ping()).toBe('PONG'), 10_000)
    expect(await direct.redis.llen('list')).toBe(1)
  })

  test('that write fail if Redis is full, those that read succeed', async () => {
    const full = ['--maxmemory', '1mb', '--maxmemory-policy', 'noeviction']
    await using server = await startRedis([...WITHOUT_FSYNC, ...full])
    using connection = await connect(server.url)
    const { redis } = connection
    const value = 'x'.repeat(10_000)
    const script = "return redis.call('SET', KEYS[1], ARGV[1])"
    const writes = [
      (key: string) => redis.set(key, value),
      (key: string) => redis.eval(script, 1, `script-${key}`, value),
    ]
    for (const write of writes) {
      const fill = async () => {
        for (let i = 0; i < 1_000; i++) await write(`key-${i}`)
      }
      const { error } = await failure(fill())
      expect(error).toMatchObject({ message: expect.stringMatching(/^OOM/) })
      expect(isStoreUnavailable(error)).toBe(true)
    }
    expect(await redis.get('key-0')).toBe(value)
  })
})

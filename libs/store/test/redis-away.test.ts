import { redisAvailable, redisSkipReason, startRedis } from '@slipway/testing'
import type { Redis } from 'ioredis'
import { describe, expect, test, vi } from 'vitest'
import { connectRedis, isStoreUnavailable } from '../src/index.ts'
import { openDoor } from './tcp-door.ts'

/** Connects, and disconnects at the end of the test. */
async function connect(url: string): Promise<AsyncDisposable & { redis: Redis }> {
  const redis = await connectRedis({ url, shown: url })
  return { redis, [Symbol.asyncDispose]: async () => redis.disconnect() }
}

/** Why a command failed, and after how many milliseconds. */
async function failure(command: Promise<unknown>): Promise<{ error: unknown; waited: number }> {
  const begun = Date.now()
  return command.then(
    () => {
      throw new Error('did not fail')
    },
    (error: unknown) => ({ error, waited: Date.now() - begun }),
  )
}

describe.skipIf(!redisAvailable)(`a Redis that is away ${redisAvailable ? '' : redisSkipReason}`, () => {
  test('commands at one that hangs fail soon, and work again when it goes on', async () => {
    await using server = await startRedis()
    await using connection = await connect(server.url)
    const { redis } = connection
    await server.pause()
    try {
      const commands = [redis.set('a', '1'), redis.eval('return 1', 0)]
      for (const { error, waited } of await Promise.all(commands.map(failure))) {
        expect(isStoreUnavailable(error)).toBe('outcome-unknown')
        expect(waited).toBeGreaterThan(300)
        expect(waited).toBeLessThan(2_000)
      }
    } finally {
      await server.resume()
    }
    await vi.waitFor(async () => expect(await redis.ping()).toBe('PONG'), 10_000)
  })

  test('commands at one that is gone fail at once, and work again when it is back', async () => {
    await using server = await startRedis()
    const { hostname, port } = new URL(server.url)
    await using door = await openDoor({ host: hostname, port: Number(port) })
    await using connection = await connect(`redis://127.0.0.1:${door.port}`)
    const { redis } = connection
    await redis.set('a', 'before')
    await door.shut()
    await vi.waitFor(() => expect(redis.status).not.toBe('ready'))
    const { error, waited } = await failure(redis.set('a', 'while it was gone'))
    expect(isStoreUnavailable(error)).toBe(true) // and not unknown: it was never sent
    expect(waited).toBeLessThan(2_000)
    await door.open()
    await vi.waitFor(async () => expect(await redis.ping()).toBe('PONG'), 10_000)
    expect(await redis.get('a')).toBe('before') // nothing was kept to be sent late
  })

  test('a command whose answer was lost with its connection fails, and is not sent again', async () => {
    await using server = await startRedis()
    const { hostname, port } = new URL(server.url)
    await using door = await openDoor({ host: hostname, port: Number(port) })
    await using connection = await connect(`redis://127.0.0.1:${door.port}`)
    await using direct = await connect(server.url)
    door.mute()
    const pushed = failure(connection.redis.rpush('list', 'once'))
    await vi.waitFor(async () => expect(await direct.redis.llen('list')).toBe(1))
    await door.shut()
    expect(isStoreUnavailable((await pushed).error)).toBe('outcome-unknown')
    await door.open()
    await vi.waitFor(async () => expect(await connection.redis.ping()).toBe('PONG'), 10_000)
    expect(await direct.redis.llen('list')).toBe(1)
  })

  test('a full one refuses writes and goes on reading', async () => {
    await using server = await startRedis(['--maxmemory', '1mb', '--maxmemory-policy', 'noeviction'])
    await using connection = await connect(server.url)
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

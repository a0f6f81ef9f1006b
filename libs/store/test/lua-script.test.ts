import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  redisAvailable,
  redisSkipReason,
  silentLogger,
  startRedis,
  type TestRedis,
  temporaryFolder,
  WITHOUT_FSYNC,
} from '@slipway/testing'
import type { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectRedis, isStoreUnavailable, loadScript } from '../src/index.ts'

describe.skipIf(!redisAvailable)(`Lua scripts ${redisAvailable ? '' : redisSkipReason}`, () => {
  let server: TestRedis
  let redis: Redis
  const folder = temporaryFolder()
  beforeAll(async () => {
    server = await startRedis(WITHOUT_FSYNC)
    redis = await connectRedis({ url: server.url, shown: server.url }, silentLogger)
  })
  afterAll(async () => {
    redis.disconnect()
    folder[Symbol.dispose]()
    await server[Symbol.asyncDispose]()
  })

  const script = (name: string, lua: string) => {
    const file = join(folder.path, name)
    writeFileSync(file, lua)
    return loadScript(redis, pathToFileURL(file))
  }

  test('a script receives its keys and arguments', async () => {
    const echo = script('echo.lua', 'return { KEYS[1], KEYS[2], ARGV[1], ARGV[2], #KEYS, #ARGV }')
    expect(await echo(['a', 'b'], ['text', 7])).toEqual(['a', 'b', 'text', '7', 2, 2])
    expect(await echo(['a'], [])).toEqual(['a'])
  })

  test('scripts of different files are different functions', async () => {
    const one = script('one.lua', 'return 1')
    const two = script('two.lua', 'return 2')
    expect([await one([], []), await two([], []), await one([], [])]).toEqual([1, 2, 1])
  })

  test('a script works after Redis has lost it', async () => {
    const count = script('count.lua', "return redis.call('INCR', KEYS[1])")
    expect(await count(['count'], [])).toBe(1)
    expect(await count(['count'], [])).toBe(2)
    await redis.script('FLUSH')
    expect(await count(['count'], [])).toBe(3)
  })

  test.each([
    ['that returns an error', "return redis.error_reply('ERR no such thing')"],
    ['that fails', 'return nothing.at_all'],
    ['that is not Lua', 'return ('],
    [
      'that uses a key as another type',
      "redis.call('SET', KEYS[1], 'text') return redis.call('INCR', KEYS[1])",
    ],
  ])('a script %s is a bug, not an unavailable store', async (name, lua) => {
    const broken = script(`${name}.lua`, lua)
    const error = await broken(['broken'], []).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    expect(isStoreUnavailable(error)).toBe(false)
  })
})

import { once } from 'node:events'
import { createServer } from 'node:net'
import { StartupError } from '@slipway/service-kit'
import {
  redisAvailable,
  redisSkipReason,
  silentLogger,
  startRedis,
  type TestRedis,
  WITHOUT_FSYNC,
} from '@slipway/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectRedis, parseStoreUrl } from '../src/index.ts'
import { startRedisRelay } from './redis.ts'

const connect = async (url: string, start?: number) => {
  const location = parseStoreUrl({ STORE_URL: url })
  if (location.kind !== 'redis') throw new Error('not a Redis URL')
  const redis = await connectRedis(location, silentLogger, { start })
  return { redis, [Symbol.dispose]: () => redis.disconnect() }
}

/** The message of the StartupError, and after how many milliseconds it was thrown. */
async function failure(url: string, startTimeout?: number) {
  const start = Date.now()
  try {
    using _connection = await connect(url, startTimeout)
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError)
    return { message: (error as Error).message, elapsed: Date.now() - start }
  }
  throw new Error('did not fail')
}

test('a Redis that refuses connections is an error after the start timeout', async () => {
  await using relayed = await startRedisRelay(() => 'redis://127.0.0.1:1')
  const { port } = relayed.relay
  await relayed.relay.close()
  const { message, elapsed } = await failure(`redis://items:hunter2@127.0.0.1:${port}`, 400)
  expect(message).toMatch(`STORE_URL redis://127.0.0.1:${port} cannot be reached (connect ECONNREFUSED`)
  expect(message).toMatch(/Start Redis there, or set STORE_URL to its address\.$/)
  expect(message).not.toContain('hunter2')
  expect(elapsed).toBeGreaterThanOrEqual(400)
  expect(elapsed).toBeLessThan(2_000)
})

test('a server that never responds is an error after the start timeout', async () => {
  await using silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as { port: number }
  const { message } = await failure(`redis://127.0.0.1:${port}`, 400)
  expect(message).toMatch(`STORE_URL redis://127.0.0.1:${port} cannot be reached`)
})

describe.skipIf(!redisAvailable)(`with a Redis ${redisAvailable ? '' : redisSkipReason}`, () => {
  let server: TestRedis
  beforeAll(async () => {
    server = await startRedis([...WITHOUT_FSYNC, '--requirepass', 'right'])
  })
  afterAll(() => server[Symbol.asyncDispose]())
  const withPassword = (password: string, database = '') =>
    `${server.url.replace('redis://', `redis://:${password}@`)}${database}`

  test.each(['hunter2', 'hunter2%20'])(
    'the wrong password %s is an error at once, and not in the message',
    async (password) => {
      const { message, elapsed } = await failure(withPassword(password))
      expect(message).toMatch(`STORE_URL ${server.url} cannot be reached (WRONGPASS`)
      expect(message).toMatch(/Check its user, password and database\.$/)
      expect(message).not.toContain('hunter2')
      expect(elapsed).toBeLessThan(5_000)
    },
  )

  test('a missing password is an error at once', async () => {
    const { message, elapsed } = await failure(server.url)
    expect(message).toMatch(/NOAUTH/)
    expect(elapsed).toBeLessThan(5_000)
  })

  test('a database that Redis does not have is an error at once', async () => {
    const { message, elapsed } = await failure(withPassword('right', '/99'))
    expect(message).toMatch(/DB index is out of range/)
    expect(elapsed).toBeLessThan(5_000)
  })

  test('the database of the URL is used', async () => {
    using three = await connect(withPassword('right', '/3'))
    using threeAgain = await connect(withPassword('right', '/3'))
    using zero = await connect(withPassword('right'))
    await three.redis.set('where', 'three')
    expect(await threeAgain.redis.get('where')).toBe('three')
    expect(await zero.redis.get('where')).toBeNull()
  })

  test('a Redis that starts after the service is found', async () => {
    await using relayed = await startRedisRelay(() => server.url)
    const { port } = relayed.relay
    await relayed.relay.close()
    const connecting = connect(`redis://:right@127.0.0.1:${port}`, 10_000)
    await expect(Promise.race([connecting, refused(port)])).resolves.toBe('refused')
    await relayed.relay.open()
    using connection = await connecting
    expect(await connection.redis.ping()).toBe('PONG')
  })
})

/** Resolves after a connection to a port was refused. */
async function refused(port: number): Promise<'refused'> {
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow()
  return 'refused'
}

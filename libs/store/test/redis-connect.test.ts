import { once } from 'node:events'
import { createServer } from 'node:net'
import { StartupError } from '@slipway/service-kit'
import { redisAvailable, redisSkipReason, startRedis, type TestRedis } from '@slipway/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectRedis, parseStoreUrl } from '../src/index.ts'
import { openDoor } from './tcp-door.ts'

const connect = (url: string, startTimeout?: number) => {
  const location = parseStoreUrl({ STORE_URL: url })
  if (location.kind !== 'redis') throw new Error('is no Redis')
  return connectRedis(location, startTimeout)
}

/** The message with which a process would not start, and how long that took. */
async function refusal(url: string, startTimeout?: number) {
  const begun = Date.now()
  try {
    ;(await connect(url, startTimeout)).disconnect()
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError)
    return { message: (error as Error).message, waited: Date.now() - begun }
  }
  throw new Error('was accepted')
}

test('a Redis that nobody runs is named, after the time to start', async () => {
  await using door = await openDoor({ host: '127.0.0.1', port: 1 })
  await door.shut()
  const { message, waited } = await refusal(`redis://catalog:hunter2@127.0.0.1:${door.port}`, 400)
  expect(message).toMatch(`STORE_URL redis://127.0.0.1:${door.port} cannot be reached (connect ECONNREFUSED`)
  expect(message).toMatch(/Start Redis there, or set STORE_URL to where it is\.$/)
  expect(message).not.toContain('hunter2')
  expect(waited).toBeGreaterThanOrEqual(400)
  expect(waited).toBeLessThan(2_000)
})

test('a server that never answers is named, after the time to start', async () => {
  await using silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as { port: number }
  const { message } = await refusal(`redis://127.0.0.1:${port}`, 400)
  expect(message).toMatch(`STORE_URL redis://127.0.0.1:${port} cannot be reached`)
})

describe.skipIf(!redisAvailable)(`with a Redis ${redisAvailable ? '' : redisSkipReason}`, () => {
  let server: TestRedis
  beforeAll(async () => {
    server = await startRedis(['--requirepass', 'right'])
  })
  afterAll(() => server[Symbol.asyncDispose]())
  const withPassword = (password: string, database = '') =>
    `${server.url.replace('redis://', `redis://:${password}@`)}${database}`

  test.each(['hunter2', 'hunter2%20'])(
    'the wrong password %s fails at once, and is not shown',
    async (password) => {
      const { message, waited } = await refusal(withPassword(password))
      expect(message).toMatch(`STORE_URL ${server.url} cannot be reached (WRONGPASS`)
      expect(message).toMatch(/Check its user, password and database\.$/)
      expect(message).not.toContain('hunter2')
      expect(waited).toBeLessThan(5_000)
    },
  )

  test('a missing password fails at once', async () => {
    const { message, waited } = await refusal(server.url)
    expect(message).toMatch(/NOAUTH/)
    expect(waited).toBeLessThan(5_000)
  })

  test('a database that Redis does not have fails at once', async () => {
    const { message } = await refusal(withPassword('right', '/99'))
    expect(message).toMatch(/DB index is out of range/)
  })

  test('the database of the URL is the one that is used', async () => {
    await using connections = new AsyncDisposableStack()
    const open = async (database: string) => {
      const redis = await connect(withPassword('right', database))
      connections.defer(() => redis.disconnect())
      return redis
    }
    await (await open('/3')).set('where', 'three')
    expect(await (await open('/3')).get('where')).toBe('three')
    expect(await (await open('')).get('where')).toBeNull()
  })

  test('a Redis that starts after the service is found', async () => {
    const { hostname, port } = new URL(server.url)
    await using door = await openDoor({ host: hostname, port: Number(port) })
    await door.shut()
    const connecting = connect(`redis://:right@127.0.0.1:${door.port}`, 10_000)
    await expect(Promise.race([connecting, refused(door.port)])).resolves.toBe('refused')
    await door.open()
    const redis = await connecting
    expect(await redis.ping()).toBe('PONG')
    redis.disconnect()
  })
})

/** Ends when a connection to a port was refused. */
async function refused(port: number): Promise<'refused'> {
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow()
  return 'refused'
}

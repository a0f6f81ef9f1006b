import { STORED } from '@slipway/harness'
import { type ComposeProject, composeUp, skipped } from '@slipway/harness/docker'
import { dockerAvailable } from '@slipway/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const PASSWORD = 'development-only'
const [first, second] = STORED as [string, string]

describe.skipIf(!dockerAvailable)(`the users of Redis${skipped}`, () => {
  let system: ComposeProject
  beforeAll(async () => {
    system = await composeUp({ args: ['redis'] })
  })
  afterAll(() => system?.[Symbol.asyncDispose]())

  /** The reply of Redis to a command of this user. */
  const redis = (user: string, password: string, ...command: string[]) => {
    const login = user ? ['--user', user, '--pass', password, '--no-auth-warning'] : []
    return system.compose('exec', '-T', 'redis', 'redis-cli', ...login, ...command)
  }

  describe.each(STORED)('%s', (user) => {
    const mine = `{${user}}:test`
    const others = `{${user === first ? second : first}}:test`
    const SCRIPT = "redis.call('HSET', KEYS[1], 'a', 1) return redis.call('HINCRBY', KEYS[1], 'a', 1)"

    test('may use its own keys, in scripts too', async () => {
      expect(await redis(user, PASSWORD, 'PING')).toBe('PONG')
      expect(await redis(user, PASSWORD, 'EVAL', SCRIPT, '1', mine)).toBe('2')
      expect(await redis(user, PASSWORD, 'HGET', mine, 'a')).toBe('2')
      expect(await redis(user, PASSWORD, 'ZADD', `${mine}:index`, '1', 'a')).toBe('1')
    })

    test.each([
      ['read the keys of another', ['HGET', others, 'a']],
      ['write to the keys of another', ['HSET', others, 'a', '1']],
      ['run a script on the keys of another', ['EVAL', SCRIPT, '1', others]],
      ['use keys without an owner', ['HSET', 'test', 'a', '1']],
      ['list keys', ['KEYS', '*']],
      ['scan keys', ['SCAN', '0']],
      ['delete a key of its own', ['DEL', mine]],
      ['let a key of its own expire', ['EXPIRE', mine, '1']],
      ['delete everything', ['FLUSHALL']],
      ['delete a database', ['FLUSHDB']],
      ['delete the scripts', ['SCRIPT', 'FLUSH']],
      ['read the configuration', ['CONFIG', 'GET', 'dir']],
      ['change the configuration', ['CONFIG', 'SET', 'appendonly', 'no']],
      ['read the users', ['ACL', 'LIST']],
      ['create a user', ['ACL', 'SETUSER', 'me', 'on', 'nopass', '~*', '+@all']],
      ['monitor the others', ['MONITOR']],
      ['subscribe', ['SUBSCRIBE', 'news']],
      ['publish', ['PUBLISH', 'news', 'none']],
      ['load a module', ['MODULE', 'LIST']],
      ['stop the server', ['SHUTDOWN', 'NOSAVE']],
      ['make it a replica', ['REPLICAOF', '127.0.0.1', '1']],
    ])('may not %s', async (_, command) => {
      expect(await redis(user, PASSWORD, ...command)).toMatch(/^NOPERM/)
    })

    test('may not use the keys of another in a script that does not declare them', async () => {
      const script = `return redis.call('HGET', '${others}', 'a')`
      expect(await redis(user, PASSWORD, 'EVAL', script, '0')).toMatch(/ACL failure in script/)
    })

    test('is rejected without its password', async () => {
      for (const password of ['none', '']) {
        expect(await login(user, password)).toMatch(/WRONGPASS/)
      }
    })
  })

  describe('health, which has no password', () => {
    test('may check whether Redis responds', async () => {
      expect(await redis('health', 'none', 'PING')).toBe('PONG')
    })

    test.each([
      ['HGET', `{${first}}:test`, 'a'],
      ['EVAL', 'return 1', '0'],
      ['INFO'],
      ['KEYS', '*'],
      ['CONFIG', 'GET', '*'],
      ['CLIENT', 'LIST'],
      ['FLUSHALL'],
    ])('may do nothing else: %s', async (...command) => {
      expect(await redis('health', 'none', ...command)).toMatch(/^NOPERM/)
    })
  })

  test.each([['PING'], ['HGET', `{${first}}:test`, 'a'], ['FLUSHALL']])(
    'without a user every command is rejected: %s',
    async (...command) => {
      expect(await redis('', '', ...command)).toMatch(/^NOAUTH/)
    },
  )

  test.each(['', 'none', PASSWORD])(
    'the default user is disabled, also with the password "%s"',
    async (password) => {
      expect(await login('default', password)).toMatch(/WRONGPASS/)
    },
  )

  const login = (user: string, password: string) => redis('', '', 'AUTH', user, password)
})

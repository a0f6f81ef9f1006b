import { dockerAnswers } from '@slipway/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ComposeProject, composeUp, skipped } from './engine.ts'

const PASSWORD = 'development-only'
const OTHER = { catalog: 'orders', orders: 'catalog' }

describe.skipIf(!dockerAnswers)(`the users of Redis${skipped}`, () => {
  let system: ComposeProject
  beforeAll(async () => {
    system = await composeUp({ args: ['redis'] })
  })
  afterAll(() => system?.[Symbol.asyncDispose]())

  /** What Redis answers to a command of this user. */
  const redis = (user: string, password: string, ...command: string[]) => {
    const login = user ? ['--user', user, '--pass', password, '--no-auth-warning'] : []
    return system.compose('exec', '-T', 'redis', 'redis-cli', ...login, ...command)
  }

  describe.each(['catalog', 'orders'] as const)('%s', (user) => {
    const mine = `{${user}}:test`
    const others = `{${OTHER[user]}}:test`
    const SCRIPT = "redis.call('HSET', KEYS[1], 'a', 1) return redis.call('HINCRBY', KEYS[1], 'a', 1)"

    test('may use its own keys, in scripts too', async () => {
      expect(await redis(user, PASSWORD, 'PING')).toBe('PONG')
      expect(await redis(user, PASSWORD, 'EVAL', SCRIPT, '1', mine)).toBe('2')
      expect(await redis(user, PASSWORD, 'HGET', mine, 'a')).toBe('2')
      expect(await redis(user, PASSWORD, 'ZADD', `${mine}:index`, '1', 'a')).toBe('1')
    })

    test.each([
      ['read the keys of the other', ['HGET', others, 'a']],
      ['write to the keys of the other', ['HSET', others, 'a', '1']],
      ['run a script on the keys of the other', ['EVAL', SCRIPT, '1', others]],
      ['use keys of nobody', ['HSET', 'test', 'a', '1']],
      ['list keys', ['KEYS', '*']],
      ['scan keys', ['SCAN', '0']],
      ['drop a key of its own', ['DEL', mine]],
      ['have a key of its own expire', ['EXPIRE', mine, '1']],
      ['drop everything', ['FLUSHALL']],
      ['drop a database', ['FLUSHDB']],
      ['drop the scripts', ['SCRIPT', 'FLUSH']],
      ['read the configuration', ['CONFIG', 'GET', 'dir']],
      ['change the configuration', ['CONFIG', 'SET', 'appendonly', 'no']],
      ['read the users', ['ACL', 'LIST']],
      ['make a user', ['ACL', 'SETUSER', 'me', 'on', 'nopass', '~*', '+@all']],
      ['listen to the others', ['MONITOR']],
      ['subscribe', ['SUBSCRIBE', 'news']],
      ['publish', ['PUBLISH', 'news', 'none']],
      ['load a module', ['MODULE', 'LIST']],
      ['stop the server', ['SHUTDOWN', 'NOSAVE']],
      ['make it a replica', ['REPLICAOF', '127.0.0.1', '1']],
    ])('may not %s', async (_, command) => {
      expect(await redis(user, PASSWORD, ...command)).toMatch(/^NOPERM/)
    })

    test('may not touch the keys of the other from a script that does not name them', async () => {
      const script = `return redis.call('HGET', '${others}', 'a')`
      expect(await redis(user, PASSWORD, 'EVAL', script, '0')).toMatch(/ACL failure in script/)
    })

    test('is refused without its password', async () => {
      for (const password of ['none', '']) {
        expect(await login(user, password)).toMatch(/WRONGPASS/)
      }
    })
  })

  describe('health, which has no password', () => {
    test('may ask whether Redis answers', async () => {
      expect(await redis('health', 'none', 'PING')).toBe('PONG')
    })

    test.each([
      ['HGET', '{orders}:test', 'a'],
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

  test.each([['PING'], ['HGET', '{orders}:test', 'a'], ['FLUSHALL']])(
    'without a user nothing is answered: %s',
    async (...command) => {
      expect(await redis('', '', ...command)).toMatch(/^NOAUTH/)
    },
  )

  test.each(['', 'none', PASSWORD])(
    'the default user is off, with the password "%s" too',
    async (password) => {
      expect(await login('default', password)).toMatch(/WRONGPASS/)
    },
  )

  const login = (user: string, password: string) => redis('', '', 'AUTH', user, password)
})

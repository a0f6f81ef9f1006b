import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '@slipway/services'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { readTokenArguments } from '../../src/identity/token-arguments.ts'
import { keysFolder } from './folder.ts'

interface Result {
  code: number
  stdout: string
  stderr: string
}

/** Runs the command, with its data in a folder. */
const token = (data: string, ...args: string[]): Promise<Result> =>
  promisify(execFile)(process.execPath, ['tools/src/token.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, DATA: data },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Result) => error,
  )

test('prints the token, and nothing else', async () => {
  const data = dirname(keysFolder())
  const { stdout, stderr } = await token(data, '--subject', 'ada', '--role', 'operator', '--ttl', '15m')
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  expect(stderr).toBe('')
  const { sub, roles, exp, iat } = decodeJwt(stdout.trim())
  expect({ sub, roles, seconds: exp! - iat! }).toEqual({ sub: 'ada', roles: ['operator'], seconds: 900 })
})

test('without --role and --ttl it is for a customer, and for an hour', () => {
  expect(readTokenArguments(['--subject', 'bob'], '/data')).toEqual({
    subject: 'bob',
    role: 'customer',
    ttl: 3_600,
    folder: '/data/identity',
  })
})

test.each([
  [[], '--subject is missing'],
  [['--subject', 'local'], '--subject is "local"'],
  [['--subject', 'a b'], '--subject is "a b"'],
  [['--subject', 'é'], '--subject is "é"'],
  [['--subject', 'a'.repeat(256)], 'Give 1 to 255 visible ASCII characters'],
  [['--subject', 'ada', '--role', 'admin'], '--role is "admin". Give one of: customer, operator.'],
  [['--subject', 'ada', '--ttl', 'soon'], '--ttl is "soon"'],
  [['--subject', 'ada', '--ttl', '91d'], 'at most 90d'],
  [['--subject', 'ada', '--secrets', '/nowhere'], '/nowhere has no keys. Make them: npm run secrets'],
  [['--user', 'ada'], "Unknown option '--user'"],
  [['ada'], 'Usage: npm run --silent token'],
])('%j is an error that says what to do', (args, message) => {
  expect(() => readTokenArguments(args, '/data')).toThrow(message)
})

test('an error ends the command, and makes no key', async () => {
  const keys = keysFolder()
  const { code, stdout, stderr } = await token(dirname(keys), '--subject', 'local')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^--subject is "local".*\n$/)
  expect(existsSync(keys)).toBe(false)
})

test('--help explains each option', async () => {
  const { stdout } = await token(dirname(keysFolder()), '--help')
  for (const option of ['--subject', '--role', '--ttl', '--secrets'])
    expect(stdout).toMatch(new RegExp(`^  ${option} `, 'm'))
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartupError } from '@slipway/service-kit'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { parseStoreUrl } from '../src/index.ts'

const parse = (STORE_URL: string) => parseStoreUrl({ STORE_URL })

/** The message of the StartupError. */
function messageFor(settings: Parameters<typeof parseStoreUrl>[0]): string {
  try {
    parseStoreUrl(settings)
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError)
    return (error as Error).message
  }
  throw new Error('was accepted')
}

test.each([
  ['sqlite:items.db', 'items.db'],
  ['sqlite:.data/items.db', '.data/items.db'],
  ['sqlite:/var/lib/items.db', '/var/lib/items.db'],
  ['sqlite:///var/lib/items.db', '/var/lib/items.db'],
  ['sqlite:a folder/c%20#?.db', 'a folder/c%20#?.db'],
])('%s is the file %s', (url, file) => {
  expect(parse(url)).toEqual({ kind: 'sqlite', file })
})

test.each([
  ['redis://127.0.0.1', 'redis://127.0.0.1'],
  ['redis://redis:6380', 'redis://redis:6380'],
  ['redis://redis:6380/2', 'redis://redis:6380'],
  ['rediss://redis.example:6380', 'rediss://redis.example:6380'],
  ['redis://[::1]:6379', 'redis://[::1]:6379'],
  ['redis://items:hunter2@redis:6379', 'redis://redis:6379'],
  ['redis://:hunter2%40@redis:6379', 'redis://redis:6379'],
])('%s is shown as %s', (url, shown) => {
  expect(parse(url)).toEqual({ kind: 'redis', url, shown })
})

test.each([
  ['', /^STORE_URL is not a URL/],
  ['items.db', /^STORE_URL is not a URL/],
  ['redis://redis:port', /^STORE_URL is not a URL/],
  ['sqlite:', /^STORE_URL names no file/],
  ['sqlite://items.db', /^STORE_URL names no file/],
  ['postgres://db/items', /^STORE_URL has the unknown scheme "postgres:"/],
  ['http://redis:6379', /^STORE_URL has the unknown scheme "http:"/],
  ['redis:', /^STORE_URL names no host/],
  ['redis:///1', /^STORE_URL names no host/],
  ['redis://redis/notes', /^STORE_URL names the database "notes"/],
])('"%s" is rejected, with a remedy', (url, message) => {
  expect(messageFor({ STORE_URL: url })).toMatch(message)
  expect(messageFor({ STORE_URL: url })).toMatch(/Set it to sqlite:FILE, redis:\/\/HOST:PORT or rediss:/)
})

test.each([
  'redis://items:hunter2@redis:port',
  'redis://items:hunter2@',
  'redis://items:hunter2%zz@redis',
  'redis://items:hunter2@redis/notes',
  'postgres://items:hunter2@db',
  'items:hunter2@redis',
])('the password in %s is not in the message', (url) => {
  expect(messageFor({ STORE_URL: url })).not.toContain('hunter2')
})

test('a password that cannot be decoded is rejected', () => {
  expect(messageFor({ STORE_URL: 'redis://items:%zz@redis' })).toMatch(/^STORE_URL is not a URL/)
})

test('STORE_URL_FILE overrides STORE_URL, and its line break is ignored', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store-url')
  writeFileSync(file, 'redis://items:hunter2@redis:6379\n')
  expect(parseStoreUrl({ STORE_URL: 'sqlite:items.db', STORE_URL_FILE: file })).toEqual({
    kind: 'redis',
    url: 'redis://items:hunter2@redis:6379',
    shown: 'redis://redis:6379',
  })
})

test('an error in STORE_URL_FILE names that setting, not the content of the file', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store-url')
  writeFileSync(file, 'hunter2')
  const message = messageFor({ STORE_URL: 'sqlite:items.db', STORE_URL_FILE: file })
  expect(message).toMatch(/^STORE_URL_FILE is not a URL/)
  expect(message).not.toContain('hunter2')
})

test.each([
  ['missing', 'nothing', 'ENOENT'],
  ['a folder', '.', 'EISDIR'],
])('a STORE_URL_FILE that is %s is reported', (_name, name, code) => {
  using folder = temporaryFolder()
  const file = join(folder.path, name)
  const message = messageFor({ STORE_URL: 'sqlite:items.db', STORE_URL_FILE: file })
  expect(message).toBe(
    `STORE_URL_FILE ${file} cannot be read (${code}). Make it readable for this user, or set STORE_URL.`,
  )
})

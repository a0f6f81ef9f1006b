import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartupError } from '@slipway/service-kit'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { parseStoreUrl } from '../src/index.ts'

const parse = (STORE_URL: string) => parseStoreUrl({ STORE_URL })

/** The message with which settings are refused. */
function refusal(settings: Parameters<typeof parseStoreUrl>[0]): string {
  try {
    parseStoreUrl(settings)
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError)
    return (error as Error).message
  }
  throw new Error('was accepted')
}

test.each([
  ['sqlite:catalog.db', 'catalog.db'],
  ['sqlite:.data/catalog.db', '.data/catalog.db'],
  ['sqlite:/var/lib/catalog.db', '/var/lib/catalog.db'],
  ['sqlite:///var/lib/catalog.db', '/var/lib/catalog.db'],
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
  ['redis://catalog:hunter2@redis:6379', 'redis://redis:6379'],
  ['redis://:hunter2%40@redis:6379', 'redis://redis:6379'],
])('%s is shown as %s', (url, shown) => {
  expect(parse(url)).toEqual({ kind: 'redis', url, shown })
})

test.each([
  ['', /^STORE_URL is not a URL/],
  ['catalog.db', /^STORE_URL is not a URL/],
  ['redis://redis:port', /^STORE_URL is not a URL/],
  ['sqlite:', /^STORE_URL names no file/],
  ['sqlite://catalog.db', /^STORE_URL names no file/],
  ['postgres://db/catalog', /^STORE_URL has the unknown scheme "postgres:"/],
  ['http://redis:6379', /^STORE_URL has the unknown scheme "http:"/],
  ['redis:', /^STORE_URL names no host/],
  ['redis:///1', /^STORE_URL names no host/],
  ['redis://redis/orders', /^STORE_URL names the database "orders"/],
])('"%s" is refused with the remedy', (url, message) => {
  expect(refusal({ STORE_URL: url })).toMatch(message)
  expect(refusal({ STORE_URL: url })).toMatch(/Set it to sqlite:FILE, redis:\/\/HOST:PORT or rediss:/)
})

test.each([
  'redis://catalog:hunter2@redis:port',
  'redis://catalog:hunter2@',
  'redis://catalog:hunter2%zz@redis',
  'redis://catalog:hunter2@redis/orders',
  'postgres://catalog:hunter2@db',
  'catalog:hunter2@redis',
])('the password in %s is not in the message', (url) => {
  expect(refusal({ STORE_URL: url })).not.toContain('hunter2')
})

test('a password that cannot be decoded is refused', () => {
  expect(refusal({ STORE_URL: 'redis://catalog:%zz@redis' })).toMatch(/^STORE_URL is not a URL/)
})

test('STORE_URL_FILE goes before STORE_URL, and the end of its line does not matter', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store-url')
  writeFileSync(file, 'redis://catalog:hunter2@redis:6379\n')
  expect(parseStoreUrl({ STORE_URL: 'sqlite:catalog.db', STORE_URL_FILE: file })).toEqual({
    kind: 'redis',
    url: 'redis://catalog:hunter2@redis:6379',
    shown: 'redis://redis:6379',
  })
})

test('what is wrong in STORE_URL_FILE is named as that, without what it holds', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store-url')
  writeFileSync(file, 'hunter2')
  const message = refusal({ STORE_URL: 'sqlite:catalog.db', STORE_URL_FILE: file })
  expect(message).toMatch(/^STORE_URL_FILE is not a URL/)
  expect(message).not.toContain('hunter2')
})

test.each([
  ['missing', 'nothing', 'ENOENT'],
  ['a folder', '.', 'EISDIR'],
])('a STORE_URL_FILE that is %s is named', (_name, name, code) => {
  using folder = temporaryFolder()
  const file = join(folder.path, name)
  const message = refusal({ STORE_URL: 'sqlite:catalog.db', STORE_URL_FILE: file })
  expect(message).toBe(
    `STORE_URL_FILE ${file} cannot be read (${code}). Make it readable for this user, or set STORE_URL.`,
  )
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startIssuer, temporaryFolder } from '@slipway/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CallerTokenExpiry } from '../src/caller-token-expiry.ts'
import { startInstance, startUpstream } from './fixtures.ts'

const START = Date.parse('2030-01-01T00:00:00Z')
const MINUTE = 60_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START })
})
afterEach(() => {
  vi.useRealTimers()
})

function recordLog() {
  const lines: { level: string; message: string; fields: Record<string, unknown> }[] = []
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, message, fields: { ...fields } })
  return { lines, log: { info: at('info'), warn: at('warn'), error: at('error') } }
}

/** A token that was issued now. */
async function sign(minutes: number, claims = {}) {
  await using issuer = await startIssuer()
  const iat = Math.floor(Date.now() / 1_000)
  return issuer.sign('notes', 'items', { claims: { iat, exp: iat + minutes * 60, ...claims } })
}

/** The levels of what is logged in these minutes, with a check in each. */
function levelsIn(minutes: number, token: string, expiry: CallerTokenExpiry, lines: { level: string }[]) {
  const before = lines.length
  for (const end = Date.now() + minutes * MINUTE; Date.now() < end; vi.setSystemTime(Date.now() + MINUTE))
    expiry.check(token)
  return lines.slice(before).map(({ level }) => level)
}

test('each new token is logged with its end, once, and without the token', async () => {
  const { lines, log } = recordLog()
  const expiry = new CallerTokenExpiry('items', '/tokens/items', log)
  const [first, second] = [await sign(15), await sign(30)]
  for (const token of [first, first, second, second]) expiry.check(token)
  expect(lines.map(({ level, fields }) => ({ level, ...fields }))).toEqual(
    ['2030-01-01T00:15:00.000Z', '2030-01-01T00:30:00.000Z'].map((expiresAt) => ({
      ...{ level: 'info', event: 'caller-token', upstream: 'items', file: '/tokens/items' },
      expiresAt,
    })),
  )
  expect(JSON.stringify(lines)).not.toContain(first.split('.')[2])
})

test('one that is not replaced is a warning in its last tenth, then an error, each once an hour', async () => {
  const { lines, log } = recordLog()
  const expiry = new CallerTokenExpiry('items', '/tokens/items', log)
  const token = await sign(100 * 60)
  expect(levelsIn(90 * 60, token, expiry, lines)).toEqual(['info'])
  expect(levelsIn(10 * 60, token, expiry, lines)).toEqual(Array(10).fill('warn'))
  expect(levelsIn(3 * 60, token, expiry, lines)).toEqual(Array(3).fill('error'))
  expect(lines.at(-1)!.message).toMatch(/^items rejects every call: .* has ended\. Write a new one/)
  expect(levelsIn(1, await sign(15), expiry, lines)).toEqual(['info'])
})

test('one that is replaced when `npm start` or Kubernetes does it is no warning', async () => {
  for (const { life, replaced } of [
    { life: 15, replaced: 6 },
    { life: 60, replaced: 50 },
  ]) {
    const { lines, log } = recordLog()
    const expiry = new CallerTokenExpiry('items', '/tokens/items', log)
    for (let times = 0; times < 3; times++)
      expect(levelsIn(replaced, await sign(life), expiry, lines)).toEqual(['info'])
  }
})

test.each<[string, () => string | Promise<string>]>([
  ['it is no JWT', () => 'token'],
  ['it names no end', () => sign(15, { exp: undefined })],
  ['its end is no time', () => sign(15, { exp: 1e300 })],
])('one that no service accepts is an error: %s', async (_, token) => {
  const { lines, log } = recordLog()
  new CallerTokenExpiry('items', '/tokens/items', log).check(await token())
  expect(lines).toMatchObject([{ level: 'error', message: expect.stringContaining('Write a valid one') }])
})

test('one that does not say when it was issued is no warning, and an error when it has ended', async () => {
  const { lines, log } = recordLog()
  const expiry = new CallerTokenExpiry('items', '/tokens/items', log)
  expect(levelsIn(16, await sign(15, { iat: undefined }), expiry, lines)).toEqual(['info', 'error'])
})

test('an upstream checks the token of its file at the start, and when it reads it again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  using folder = temporaryFolder()
  const file = join(folder.path, 'token')
  const ended = Math.floor(Date.now() / 1_000) - 1
  writeFileSync(file, await sign(1, { exp: ended }))
  await using instance = await startInstance()
  const { lines, log } = recordLog()
  await using _upstream = await startUpstream([instance.url], { settings: { CALLER_TOKEN_FILE: file }, log })
  expect(lines).toMatchObject([{ level: 'error', fields: { upstream: 'service', file } }])
  writeFileSync(file, await sign(15))
  vi.advanceTimersByTime(5_000)
  await expect.poll(() => lines.at(-1)?.level).toBe('info')
})

import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { SERVICES } from '@slipway/services'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepTokensValid } from '../../src/identity/renew.ts'
import { callerTokenFile, demoTokensFile, writeCallerTokens } from '../../src/identity/token-files.ts'
import { keysFolder, modeOf } from './folder.ts'

const CALLS = SERVICES.flatMap(({ name, calls }) => calls.map((callee) => [name, callee] as const))
const [caller, callee] = CALLS[0]!
const MINUTE = 60_000

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-12-01T00:00:00Z') }))
afterEach(() => void vi.useRealTimers())

test('each call of the list of services has a token, and nothing else has', async () => {
  const folder = keysFolder()
  await writeCallerTokens(folder, 900, 0o600)
  const files = readdirSync(join(folder, 'callers'), { recursive: true, withFileTypes: true })
  expect(files.filter((file) => file.isFile())).toHaveLength(CALLS.length)
  for (const [caller, callee] of CALLS) {
    const file = callerTokenFile(folder, caller, callee)
    expect(decodeJwt(readFileSync(file, 'utf8'))).toMatchObject({ sub: caller, aud: callee })
    expect(modeOf(file)).toBe('600')
    expect(modeOf(join(file, '..'))).toBe('700')
  }
})

test('tokens are replaced as a whole: who has the old file open reads the old token to its end', async () => {
  const folder = keysFolder()
  await writeCallerTokens(folder, 900, 0o600)
  const file = callerTokenFile(folder, caller, callee)
  const open = openSync(file, 'r')
  const before = fstatSync(open)
  await writeCallerTokens(folder, 900, 0o600)
  expect(statSync(file).ino).not.toBe(before.ino)
  expect(decodeJwt(readFileSync(open, 'utf8')).sub).toBe(caller)
  closeSync(open)
})

/** For how long the tokens of a system are still valid, in ms. */
function validFor(folder: string): number {
  const users: { token: string }[] = JSON.parse(readFileSync(demoTokensFile(folder), 'utf8'))
  const tokens = users.map(({ token }) => token)
  const all = [...tokens, readFileSync(callerTokenFile(folder, caller, callee), 'utf8')]
  return Math.min(...all.map((token) => decodeJwt(token).exp! * 1_000 - Date.now()))
}

test('a running system has tokens that are valid for ten more minutes at any time', async () => {
  const folder = keysFolder()
  await keepTokensValid(folder, () => {})
  expect(validFor(folder)).toBe(15 * MINUTE)
  await vi.advanceTimersByTimeAsync(5 * MINUTE - 1)
  expect(validFor(folder)).toBeGreaterThan(10 * MINUTE)
  await vi.advanceTimersByTimeAsync(1)
  await expect.poll(() => validFor(folder)).toBeGreaterThan(14 * MINUTE)
})

test('when the machine was suspended, they are renewed within seconds', async () => {
  const folder = keysFolder()
  await keepTokensValid(folder, () => {})
  vi.setSystemTime(Date.now() + 60 * MINUTE) // no timer has run meanwhile
  await vi.advanceTimersByTimeAsync(10_000)
  await expect.poll(() => validFor(folder)).toBeGreaterThan(14 * MINUTE)
})

test('a renewal that fails is reported, and tried again', async () => {
  const folder = keysFolder()
  const said: string[] = []
  await keepTokensValid(folder, (message) => said.push(message))
  rmSync(folder, { recursive: true })
  writeFileSync(folder, 'in the way')
  for (const times of [1, 2]) {
    await vi.advanceTimersByTimeAsync(5 * MINUTE)
    await expect.poll(() => said).toHaveLength(times)
  }
  expect(said[0]).toMatch(/^tokens were not renewed: E/)
})

test('the page is offered two customers and an operator', async () => {
  const folder = keysFolder()
  await keepTokensValid(folder, () => {})
  const users: { name: string; role: string; token: string }[] = JSON.parse(
    readFileSync(demoTokensFile(folder), 'utf8'),
  )
  expect(users.map(({ name, role }) => `${name} ${role}`)).toEqual([
    'ada customer',
    'bob customer',
    'olga operator',
  ])
  for (const { name, role, token } of users)
    expect(decodeJwt(token)).toMatchObject({ sub: name, roles: [role] })
  expect(modeOf(demoTokensFile(folder))).toBe('600')
})

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordedLog, startIssuer, temporaryFolder } from '@slipway/testing'
import { expect, test, vi } from 'vitest'
import { KeySet } from '../../src/identity/key-set.ts'
import { Verifier } from '../../src/identity/verifier.ts'
import { StartupError } from '../../src/index.ts'

const options = {
  issuer: 'https://issuer.example',
  audience: 'slipway',
  read: ({ sub }: { sub: string }) => sub,
}

/** A verifier with the keys at a location, and the lines that it logs. */
async function open(location: string, timeout?: number) {
  const { logger, records } = recordedLog()
  const keys = new KeySet('TOKEN_KEYS', location, logger, () => verifier.forget())
  const verifier = new Verifier({ ...options, find: keys.find })
  await keys.open(timeout)
  return { verifier, records, [Symbol.dispose]: () => keys.close() }
}

/** Runs the rest of a test with a clock that it turns itself. */
function ownClock() {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval', 'performance'] })
  return { [Symbol.dispose]: () => vi.useRealTimers() }
}

test('a new key is read when a token names it, and the old one ends: no restart', async () => {
  await using issuer = await startIssuer()
  using clock = ownClock()
  expect(clock).toBeDefined()
  using opened = await open(issuer.url)
  const old = await issuer.sign('ada', 'slipway')
  expect(await opened.verifier.verify(old)).toBe('ada')

  vi.advanceTimersByTime(31_000)
  await issuer.rotate()
  expect(await opened.verifier.verify(await issuer.sign('ada', 'slipway'))).toBe('ada')
  expect(opened.verifier.remembered(old)).toBeUndefined()
  await expect(opened.verifier.verify(old)).rejects.toThrow('ERR_JWKS_NO_MATCHING_KEY')
})

test('requests that arrive while the keys are read wait for them: a rotation refuses none', async () => {
  await using issuer = await startIssuer()
  using clock = ownClock()
  expect(clock).toBeDefined()
  using opened = await open(issuer.url)
  vi.advanceTimersByTime(31_000)
  await issuer.rotate()
  const tokens = await Promise.all(['ada', 'bob', 'eve'].map((name) => issuer.sign(name, 'slipway')))
  const verified = tokens.map((token) => opened.verifier.verify(token))
  expect(await Promise.all(verified)).toEqual(['ada', 'bob', 'eve'])
  expect(issuer.reads).toBe(2)
})

test('a JWKS that is too large is not read to its end', async () => {
  await using issuer = await startIssuer()
  issuer.jwks = { keys: [], filler: 'x'.repeat(300_000) } as never
  await expect(open(issuer.url, 100)).rejects.toThrow('too large')
})

test('tokens with unknown keys do not make it read the keys again and again', async () => {
  await using issuer = await startIssuer()
  using opened = await open(issuer.url)
  for (let i = 0; i < 20; i++) {
    const token = await issuer.sign('ada', 'slipway', { header: { kid: `unknown-${i}` } })
    await expect(opened.verifier.verify(token)).rejects.toThrow()
  }
  expect(issuer.reads).toBe(1)
})

test('the last good keys serve while the issuer is away, and that is one line each', async () => {
  const issuer = await startIssuer()
  using clock = ownClock()
  expect(clock).toBeDefined()
  using opened = await open(issuer.url)
  const token = await issuer.sign('ada', 'slipway')
  const unknown = await issuer.sign('ada', 'slipway', { header: { kid: 'unknown' } })
  await issuer[Symbol.asyncDispose]()
  for (let i = 0; i < 3; i++) {
    vi.advanceTimersByTime(31_000)
    await expect(opened.verifier.verify(unknown)).rejects.toThrow()
  }
  expect(await opened.verifier.verify(token)).toBe('ada')
  expect(opened.records().filter(({ msg }) => /cannot be read/.test(String(msg)))).toHaveLength(1)
})

test('an issuer that cannot be reached at the start is waited for', async () => {
  const issuer = await startIssuer()
  const { jwks } = issuer
  issuer.jwks = { keys: [] } // not ready yet
  setTimeout(() => {
    issuer.jwks = jwks
  }, 300)
  using opened = await open(issuer.url)
  expect(await opened.verifier.verify(await issuer.sign('ada', 'slipway'))).toBe('ada')
  expect(opened.records()[0]).toMatchObject({ setting: 'TOKEN_KEYS', msg: 'waiting for the keys of tokens' })
  await issuer[Symbol.asyncDispose]()
})

test('… but not for ever: the message names the setting', async () => {
  await expect(open('http://127.0.0.1:1/jwks.json', 250)).rejects.toThrow(
    /^TOKEN_KEYS: no keys at http:\/\/127\.0\.0\.1:1\/jwks\.json \(.+\)\. Set it/,
  )
})

test('a file is read again when it is replaced; a broken one changes nothing', async () => {
  await using issuer = await startIssuer()
  using folder = temporaryFolder()
  const file = join(folder.path, 'jwks.json')
  const replace = (text: string) => {
    writeFileSync(`${file}.new`, text)
    renameSync(`${file}.new`, file)
  }
  replace(JSON.stringify(issuer.jwks))
  using clock = ownClock()
  expect(clock).toBeDefined()
  using opened = await open(file)
  const old = await issuer.sign('ada', 'slipway')
  replace('{ "keys": [')
  vi.advanceTimersByTime(5_000)
  await expect.poll(() => opened.records()).toHaveLength(1)
  expect(await opened.verifier.verify(old)).toBe('ada')

  await issuer.rotate()
  replace(JSON.stringify(issuer.jwks))
  expect(readFileSync(file, 'utf8')).toContain('key-2')
  vi.advanceTimersByTime(5_000)
  await vi.waitFor(async () =>
    expect(await opened.verifier.verify(await issuer.sign('ada', 'slipway'))).toBe('ada'),
  )
  expect(opened.verifier.remembered(old)).toBeUndefined()
})

test.each(['no-such-file.json', join(import.meta.dirname, 'keys.test.ts')])(
  'the file %s is a reason not to start',
  async (file) => {
    await expect(open(file)).rejects.toThrow(StartupError)
  },
)

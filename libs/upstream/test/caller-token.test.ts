import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CALLER_TOKEN_HEADER } from '@slipway/contracts'
import { temporaryFolder } from '@slipway/testing'
import { expect, test, vi } from 'vitest'
import { call, send, startInstance, startUpstream } from './fixtures.ts'

test('each request has the token for the service, and what it names itself is replaced', async () => {
  using folder = temporaryFolder()
  mkdirSync(join(folder.path, 'service'))
  writeFileSync(join(folder.path, 'service', 'token'), 'the-token\n')
  await using instance = await startInstance()
  const settings = { CALLER_TOKEN_FILE: join(folder.path, '{service}', 'token') }
  await using upstream = await startUpstream([instance.url], { settings })
  await call(upstream)
  await send(upstream, { headers: { [CALLER_TOKEN_HEADER]: 'forged', 'x-other': 'kept' } })
  for (const { headers } of instance.received) expect(headers[CALLER_TOKEN_HEADER]).toBe('the-token')
  expect(instance.received[1]!.headers['x-other']).toBe('kept')
})

test('the token is read again when it changes; a file that is away or empty keeps the last one', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'token')
  writeFileSync(file, 'first')
  await using instance = await startInstance()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await using upstream = await startUpstream([instance.url], { settings: { CALLER_TOKEN_FILE: file } })
  const sent = async () => {
    await call(upstream)
    return instance.received.at(-1)!.headers[CALLER_TOKEN_HEADER]
  }
  const after = async (change: () => void) => {
    change()
    vi.advanceTimersByTime(5_000)
    await new Promise((resolve) => setTimeout(resolve, 100)) // it is read in the background
    return sent()
  }
  expect(await after(() => writeFileSync(file, 'second'))).toBe('second')
  expect(await after(() => writeFileSync(file, ''))).toBe('second')
  expect(await after(() => rmSync(file))).toBe('second')
  expect(await after(() => writeFileSync(file, 'third'))).toBe('third')
  vi.useRealTimers()
})

test('a file that is not there is a reason not to start, which names the setting', async () => {
  await expect(
    startUpstream(['http://127.0.0.1:1'], { settings: { CALLER_TOKEN_FILE: '/no/{service}/token' } }),
  ).rejects.toMatchObject({
    name: 'StartupError',
    message: expect.stringMatching(
      /^CALLER_TOKEN_FILE: \/no\/service\/token cannot be read \(ENOENT\)\. Set it/,
    ),
  })
})

test('so is one that is empty', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'token')
  writeFileSync(file, '\n')
  const starting = startUpstream(['http://127.0.0.1:1'], { settings: { CALLER_TOKEN_FILE: file } })
  await expect(starting).rejects.toThrow(/^CALLER_TOKEN_FILE: .* is empty\./)
})

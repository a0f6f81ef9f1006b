import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { call, repeat, startInstance, startUpstream } from './fixtures.ts'

const WAIT = { timeout: 10_000, interval: 50 }

/** A file of addresses, in a folder of the test's own. */
function addressFile() {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'a name, with a comma')
  return {
    url: pathToFileURL(file).href,
    write: (...urls: string[]) => writeFileSync(file, `${urls.join('\n')}\n`),
  }
}

test('a file lists the instances: one that is added gets requests, one that is removed gets none', async () => {
  await using first = await startInstance((_request, response) => response.end('first'))
  await using second = await startInstance((_request, response) => response.end('second'))
  const file = addressFile()
  file.write(first.url)
  await using upstream = await startUpstream([file.url])
  const seen = async () => [...new Set(await repeat(30, () => call(upstream)))].sort()
  expect(await seen()).toEqual(['first'])

  file.write(first.url, second.url)
  await vi.waitFor(async () => expect(await seen()).toEqual(['first', 'second']), WAIT)
  file.write(second.url)
  await vi.waitFor(async () => expect(await seen()).toEqual(['second']), WAIT)
})

test.each(['', 'nonsense\n'])('a file with %j keeps the last list', async (content) => {
  await using instance = await startInstance()
  const file = addressFile()
  file.write(instance.url)
  await using upstream = await startUpstream([file.url])

  file.write(content)
  await new Promise((resolve) => setTimeout(resolve, 1_500)) // it was read again meanwhile
  expect(await call(upstream)).toBe('ok')
})

test('without the file there is no instance, and with it there is', async () => {
  await using instance = await startInstance()
  const file = addressFile()
  await using upstream = await startUpstream([file.url])
  await expect(call(upstream)).rejects.toMatchObject({ code: 'NO_INSTANCE' })

  file.write(instance.url)
  await vi.waitFor(async () => expect(await call(upstream)).toBe('ok'), WAIT)
})

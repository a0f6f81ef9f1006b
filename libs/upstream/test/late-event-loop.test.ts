import { once } from 'node:events'
import { expect, test } from 'vitest'
import { call, repeat, startInstance, startUpstream } from './fixtures.ts'

const TIMEOUT = 250 // ms
const settings = { CONNECT_TIMEOUT_MS: TIMEOUT, ATTEMPTS: 1 }

/** Blocks the event loop for longer than the timeout, as waiting for the lock of a SQLite file can. */
const block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * TIMEOUT)

test('an event loop that is blocked while a request connects fails no request and ejects no instance', async () => {
  await using first = await startInstance()
  await using second = await startInstance()
  await using upstream = await startUpstream([first.url, second.url], { settings })

  const response = call(upstream)
  block()

  expect(await response).toBe('ok')
  await repeat(50, () => call(upstream))
  expect(first.received.length).toBeGreaterThan(10)
  expect(second.received.length).toBeGreaterThan(10)
})

test('a response that arrived while the event loop was blocked is in time', async () => {
  await using instance = await startInstance()
  await using upstream = await startUpstream([instance.url], { timeout: TIMEOUT, settings })
  const text = call(upstream)
  const [, response] = await once(instance.server, 'request')
  await once(response, 'finish')

  block()

  expect(await text).toBe('ok')
})

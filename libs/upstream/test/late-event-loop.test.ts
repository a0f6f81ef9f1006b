import { once } from 'node:events'
import { expect, test } from 'vitest'
import { call, repeat, startInstance, startUpstream } from './fixtures.ts'

const TIMEOUT = 250 // ms
const settings = { CONNECT_TIMEOUT_MS: TIMEOUT, ATTEMPTS: 1 }

/** Holds the event loop for longer than that, as a synchronous wait for the lock of a SQLite file may. */
const block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * TIMEOUT)

test('a request whose process is blocked while it connects is answered, and no instance is blamed', async () => {
  await using first = await startInstance()
  await using second = await startInstance()
  await using upstream = await startUpstream([first.url, second.url], { settings })

  const asked = call(upstream)
  block()

  expect(await asked).toBe('ok')
  await repeat(50, () => call(upstream))
  expect(first.received.length).toBeGreaterThan(10)
  expect(second.received.length).toBeGreaterThan(10)
})

test('an answer that is there when the loop goes on is in time', async () => {
  await using instance = await startInstance()
  await using upstream = await startUpstream([instance.url], { timeout: TIMEOUT, settings })
  const asked = call(upstream)
  const [, response] = await once(instance.server, 'request')
  await once(response, 'finish')

  block()

  expect(await asked).toBe('ok')
})

import { expect, test, vi } from 'vitest'
import { call, repeat, startInstance, startUpstream } from './fixtures.ts'
import { startStuckServer } from './stuck-server.ts'

const CONNECT_TIMEOUT = 250 // ms

test('a connection that does not come fails with CONNECT_TIMEOUT long before the attempt does', async () => {
  await using stuck = await startStuckServer()
  await using upstream = await startUpstream([stuck.url], { connectTimeout: CONNECT_TIMEOUT })
  const start = performance.now()

  await expect(call(upstream)).rejects.toMatchObject({ name: 'UpstreamError', code: 'CONNECT_TIMEOUT' })

  const elapsed = performance.now() - start
  expect(elapsed).toBeGreaterThan(CONNECT_TIMEOUT - 20)
  expect(elapsed).toBeLessThan(5 * CONNECT_TIMEOUT)
})

test('it is tried on another instance, and never delivered to the one that comes too late', async () => {
  await using stuck = await startStuckServer()
  await using there = await startInstance()
  await using upstream = await startUpstream([stuck.url, there.url], { connectTimeout: CONNECT_TIMEOUT })

  const answers = await repeat(10, () => call(upstream, 'once'))

  expect(answers).toEqual(Array(10).fill('ok'))
  expect(there.received).toHaveLength(10)

  stuck.release()
  // Only an instance with nothing in flight is chosen, so the late connection has come when it answers.
  await vi.waitFor(async () => expect(await call(upstream)).toBe('late'), { timeout: 15_000, interval: 100 })
  await vi.waitFor(() => expect(stuck.received).toContain('GET'))
  expect(stuck.received).not.toContain('POST')
  expect(there.received.filter(({ method }) => method === 'POST')).toHaveLength(10)
})

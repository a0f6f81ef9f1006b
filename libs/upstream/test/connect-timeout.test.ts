import { expect, test, vi } from 'vitest'
import { call, repeat, startInstance, startUpstream } from './fixtures.ts'
import { startStuckServer } from './stuck-server.ts'

const CONNECT_TIMEOUT_MS = 250
const settings = { CONNECT_TIMEOUT_MS }

test('a connection that does not come fails with UNREACHABLE long before the attempt does', async () => {
  await using stuck = await startStuckServer()
  await using upstream = await startUpstream([stuck.url], { settings })
  const start = performance.now()

  await expect(call(upstream)).rejects.toMatchObject({ code: 'UNREACHABLE', sent: false })

  const elapsed = performance.now() - start
  expect(elapsed).toBeGreaterThan(CONNECT_TIMEOUT_MS - 20)
  expect(elapsed).toBeLessThan(5 * CONNECT_TIMEOUT_MS)
})

test('it is tried on another instance', async () => {
  await using stuck = await startStuckServer()
  await using there = await startInstance()
  // Never passed over, so that it is asked again and again.
  await using upstream = await startUpstream([stuck.url, there.url], {
    settings: { ...settings, EJECTION_MS: 0 },
  })

  const answers = await repeat(10, () => call(upstream, 'once'))

  expect(answers).toEqual(Array(10).fill('ok'))
  expect(there.received).toHaveLength(10)
})

test('a request is never delivered by a connection that comes too late', async () => {
  await using stuck = await startStuckServer()
  await using upstream = await startUpstream([stuck.url], { settings })
  const requests = await Promise.allSettled(['1', '2', '3'].map((body) => call(upstream, body)))
  expect(requests.map(({ status }) => status)).toEqual(Array(3).fill('rejected'))

  stuck.release()

  await vi.waitFor(() => expect(stuck.connections()).toBe(3), 15_000)
  await vi.waitFor(async () => expect(await call(upstream)).toBe('late'), 10_000)
  await vi.waitFor(() => expect(stuck.received).toContain('GET'))
  expect(stuck.received).not.toContain('POST')
})

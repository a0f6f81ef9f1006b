import { describe, expect, test, vi } from 'vitest'
import { call, repeat, startInstance, startUpstream } from './fixtures.ts'
import { startStuckServer } from './stuck-server.ts'

const CONNECT_TIMEOUT_MS = 250
const settings = { CONNECT_TIMEOUT_MS }

describe.concurrent('an instance that does not accept connections', () => {
  test('fails with UNREACHABLE at the connect timeout, long before the timeout of the attempt', async () => {
    await using stuck = await startStuckServer()
    await using upstream = await startUpstream([stuck.url], { settings })
    const start = performance.now()

    await expect(call(upstream)).rejects.toMatchObject({ code: 'UNREACHABLE', sent: false })

    const elapsed = performance.now() - start
    expect(elapsed).toBeGreaterThan(CONNECT_TIMEOUT_MS - 20)
    expect(elapsed).toBeLessThan(5 * CONNECT_TIMEOUT_MS)
  })

  test('costs a retry on another instance', async () => {
    await using stuck = await startStuckServer()
    await using healthy = await startInstance()
    // Without ejection, so that it is tried again and again.
    await using upstream = await startUpstream([stuck.url, healthy.url], {
      settings: { ...settings, EJECTION_MS: 0 },
    })

    const responses = await repeat(8, () => call(upstream, 'once'))

    expect(responses).toEqual(Array(8).fill('ok'))
    expect(healthy.received).toHaveLength(8)
  })

  test('never receives the request on a connection that it accepts too late', async () => {
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
})

import type { RequestListener } from 'node:http'
import { describe, expect, test } from 'vitest'
import { call, startInstance, startUpstream } from './fixtures.ts'

const TIMEOUT = 300 // ms

describe.concurrent('an instance', () => {
  test.each<[string, RequestListener]>([
    ['that never responds', () => {}],
    ['that never ends its response', (_request, response) => response.write('half')],
  ])('%s fails with TIMEOUT at the timeout, and its connection is closed', async (_title, respond) => {
    await using stuck = await startInstance(respond)
    const closed = Promise.withResolvers<void>()
    stuck.server.on('connection', (socket) => socket.once('close', () => closed.resolve()))
    await using upstream = await startUpstream([stuck.url], { timeout: TIMEOUT })
    const start = performance.now()

    await expect(call(upstream)).rejects.toMatchObject({ name: 'UpstreamError', code: 'TIMEOUT', sent: true })

    const elapsed = performance.now() - start
    expect(elapsed).toBeGreaterThan(TIMEOUT - 20)
    expect(elapsed).toBeLessThan(5 * TIMEOUT)
    expect(stuck.received).toHaveLength(1)
    await closed.promise // a request without a caller does not go on
  })

  test('that sends an early hint and nothing else fails with TIMEOUT too', async () => {
    await using stuck = await startInstance((_request, response) =>
      response.writeEarlyHints({ link: '</style.css>; rel=preload' }),
    )
    await using upstream = await startUpstream([stuck.url], { timeout: TIMEOUT })

    await expect(call(upstream)).rejects.toMatchObject({ code: 'TIMEOUT' })
  })

  test('has no timeout and receives no deadline if both timeouts are 0', async () => {
    await using slow = await startInstance((_request, response) =>
      setTimeout(() => response.end('slow'), TIMEOUT),
    )
    await using upstream = await startUpstream([slow.url], {
      timeout: 0,
      settings: { CONNECT_TIMEOUT_MS: 0 },
    })

    expect(await call(upstream)).toBe('slow')
    expect(slow.received[0]!.headers).not.toHaveProperty('x-deadline-ms')
  })
})

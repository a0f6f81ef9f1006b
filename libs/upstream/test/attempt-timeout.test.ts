import type { Dispatcher } from 'undici'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { attemptTimeout } from '../src/attempt-timeout.ts'
import { call, startInstance, startUpstream } from './fixtures.ts'

const TIMEOUT = 300 // ms

describe('an instance', () => {
  test.each([
    ['that never answers', () => {}],
    [
      'that never ends its answer',
      (_: unknown, response: { write(text: string): void }) => response.write('half'),
    ],
  ])('%s fails with ATTEMPT_TIMEOUT at about the timeout, and is not asked again', async (_title, answer) => {
    await using first = await startInstance(answer)
    await using second = await startInstance(answer)
    const closed = Promise.withResolvers<void>()
    for (const { server } of [first, second]) {
      server.on('connection', (socket) => socket.once('close', () => closed.resolve()))
    }
    await using upstream = await startUpstream([first.url, second.url], { timeout: TIMEOUT })
    const start = performance.now()

    await expect(call(upstream)).rejects.toMatchObject({ name: 'UpstreamError', code: 'ATTEMPT_TIMEOUT' })

    const elapsed = performance.now() - start
    expect(elapsed).toBeGreaterThan(TIMEOUT - 20)
    expect(elapsed).toBeLessThan(5 * TIMEOUT)
    expect(first.received.length + second.received.length).toBe(1)
    await closed.promise // the request that nobody waits for is given up
  })
})

describe('timers', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const headers = {}
  const controller = (abort = () => {}) => ({ abort }) as unknown as Dispatcher.DispatchController

  /** The handler that the interceptor hands on, to be told what happens to the request. */
  function started(next: Dispatcher.DispatchHandler = {}): Required<Dispatcher.DispatchHandler> {
    let handler: Dispatcher.DispatchHandler = {}
    const dispatch: Dispatcher.Dispatch = (_options, given) => {
      handler = given
      return true
    }
    attemptTimeout(100, 10)(dispatch)({ path: '/', method: 'GET' }, next)
    return handler as Required<Dispatcher.DispatchHandler>
  }

  test('none is left after an answer', () => {
    const handler = started()
    expect(vi.getTimerCount()).toBe(2)

    handler.onRequestStart(controller(), {})
    handler.onResponseStart(controller(), 200, headers)
    handler.onResponseEnd(controller(), headers)

    expect(vi.getTimerCount()).toBe(0)
  })

  test.each(['before', 'after'])('none is left after an error %s the connection', (when) => {
    const failed = vi.fn()
    const handler = started({ onResponseError: failed })
    if (when === 'after') handler.onRequestStart(controller(), {})

    handler.onResponseError(controller(), new Error('reset'))

    expect(vi.getTimerCount()).toBe(0)
    expect(failed).toHaveBeenCalledOnce()
  })

  test('a connection that comes too late is aborted, and the caller told but once', () => {
    const abort = vi.fn()
    const failed = vi.fn()
    const handler = started({ onResponseError: failed })
    vi.advanceTimersByTime(10)
    expect(failed).toHaveBeenCalledOnce()
    expect(failed.mock.lastCall?.[1]).toMatchObject({ code: 'CONNECT_TIMEOUT' })

    handler.onRequestStart(controller(abort), {})
    handler.onResponseError(controller(), new Error('aborted'))

    expect(abort).toHaveBeenCalledOnce()
    expect(failed).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('once connected, only the whole attempt can time out', () => {
    const abort = vi.fn()
    const handler = started()
    handler.onRequestStart(controller(abort), {})

    vi.advanceTimersByTime(99)
    expect(abort).not.toHaveBeenCalled()

    vi.advanceTimersByTime(1)
    expect(abort).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'ATTEMPT_TIMEOUT' }))
  })
})

import type { RequestListener } from 'node:http'
import type { Dispatcher } from 'undici'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { attempt } from '../src/attempt.ts'
import { call, instance, newCall, startInstance, startUpstream } from './fixtures.ts'

const TIMEOUT = 1_000 // ms

describe('an instance', () => {
  test.each<[string, RequestListener]>([
    ['that never answers', () => {}],
    ['that never ends its answer', (_request, response) => response.write('half')],
  ])('%s fails with TIMEOUT at about the timeout, and its connection is given up', async (_title, answer) => {
    await using stuck = await startInstance(answer)
    const closed = Promise.withResolvers<void>()
    stuck.server.on('connection', (socket) => socket.once('close', () => closed.resolve()))
    await using upstream = await startUpstream([stuck.url], { timeout: TIMEOUT })
    const start = performance.now()

    await expect(call(upstream)).rejects.toMatchObject({ name: 'UpstreamError', code: 'TIMEOUT', sent: true })

    const elapsed = performance.now() - start
    expect(elapsed).toBeGreaterThan(TIMEOUT - 20)
    expect(elapsed).toBeLessThan(5 * TIMEOUT)
    expect(stuck.received).toHaveLength(1)
    await closed.promise // the request that nobody waits for any more
  })

  test('that sends an early hint and then nothing fails with TIMEOUT too', async () => {
    await using stuck = await startInstance((_request, response) =>
      response.writeEarlyHints({ link: '</style.css>; rel=preload' }),
    )
    await using upstream = await startUpstream([stuck.url], { timeout: TIMEOUT })

    await expect(call(upstream)).rejects.toMatchObject({ code: 'TIMEOUT' })
  })

  test('may take any time where the timeout is 0', async () => {
    await using slow = await startInstance((_request, response) =>
      setTimeout(() => response.end('slow'), 300),
    )
    await using upstream = await startUpstream([slow.url], {
      timeout: 0,
      settings: { CONNECT_TIMEOUT_MS: 0 },
    })

    expect(await call(upstream)).toBe('slow')
    expect(slow.received[0]!.headers).not.toHaveProperty('x-deadline-ms')
  })
})

describe('timers', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const TURN = 1 // ms: what the rest of a turn of the event loop takes here, at the end of which it gives up
  const controller = (abort = () => {}) => ({ abort }) as unknown as Dispatcher.DispatchController

  /** An attempt, and the handler that undici is given, to be told what happens to the request. */
  function begin({ timeout = 100, connectTimeout = 10, deadline = Number.POSITIVE_INFINITY } = {}) {
    const dispatch = vi.fn<Dispatcher['dispatch']>(() => true)
    const options = { timeout, connectTimeout }
    const answer = attempt(
      { dispatch } as unknown as Dispatcher,
      newCall({ deadline }),
      instance('first'),
      options,
    )
    const outcome = answer.then(
      ({ status }) => status,
      (error) => error.code,
    )
    return { outcome, handler: dispatch.mock.lastCall![1] as Required<Dispatcher.DispatchHandler> }
  }

  test('none is left after an answer', async () => {
    const { outcome, handler } = begin()
    expect(vi.getTimerCount()).toBe(1)

    handler.onRequestStart(controller(), {})
    expect(vi.getTimerCount()).toBe(1)
    handler.onResponseStart(controller(), 204, {})
    handler.onResponseEnd(controller(), {})

    expect(vi.getTimerCount()).toBe(0)
    expect(await outcome).toBe(204)
  })

  test.each([
    ['before', 'UNREACHABLE'],
    ['after', 'BROKEN'],
  ])('none is left after an error %s the connection, which is %s', async (when, code) => {
    const { outcome, handler } = begin()
    if (when === 'after') handler.onRequestStart(controller(), {})

    handler.onResponseError(controller(), new Error('reset'))

    expect(vi.getTimerCount()).toBe(0)
    expect(await outcome).toBe(code)
  })

  test('none is left after a timeout', async () => {
    const { outcome, handler } = begin()
    handler.onRequestStart(controller(), {})

    vi.advanceTimersByTime(100 + TURN)
    handler.onResponseError(controller(), new Error('aborted'))

    expect(vi.getTimerCount()).toBe(0)
    expect(await outcome).toBe('TIMEOUT')
  })

  test('an answer in the same turn of the event loop as the timeout is in time', async () => {
    const { outcome, handler } = begin()
    handler.onRequestStart(controller(), {})

    vi.advanceTimersByTime(100)
    handler.onResponseStart(controller(), 204, {})
    handler.onResponseEnd(controller(), {})

    expect(vi.getTimerCount()).toBe(0)
    expect(await outcome).toBe(204)
  })

  test('a connection that comes too late is aborted, and the caller told that nothing was sent', async () => {
    const abort = vi.fn()
    const { outcome, handler } = begin()
    vi.advanceTimersByTime(10 + TURN)
    expect(await outcome).toBe('UNREACHABLE')

    handler.onRequestStart(controller(abort), {})
    handler.onResponseError(controller(), new Error('aborted'))

    expect(abort).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('once connected, the rest of the whole time is left', async () => {
    const abort = vi.fn()
    const { outcome, handler } = begin()
    vi.advanceTimersByTime(9)
    handler.onRequestStart(controller(abort), {})

    vi.advanceTimersByTime(90)
    expect(abort).not.toHaveBeenCalled()

    vi.advanceTimersByTime(1 + TURN)
    expect(abort).toHaveBeenCalledOnce()
    expect(await outcome).toBe('TIMEOUT')
  })

  // Only where the deadline left it at least half of its time does an attempt say something of the instance.
  test.each([
    ['connecting', 500, false, 'UNREACHABLE'],
    ['connecting', 499, false, 'DEADLINE_PASSED'],
    ['the answer', 500, true, 'TIMEOUT'],
    ['the answer', 499, true, 'DEADLINE_PASSED'],
  ])('no wait for %s is longer than the deadline: %i of 1000 ms', async (_title, ms, connected, code) => {
    const deadline = performance.now() + ms
    const { outcome, handler } = begin({ timeout: 1_000, connectTimeout: 1_000, deadline })
    if (connected) handler.onRequestStart(controller(), {})

    await vi.advanceTimersByTimeAsync(ms + TURN)

    expect(await Promise.race([outcome, 'waiting'])).toBe(code)
  })

  test('no connection in all the time for one is the fault of the instance, however near the deadline', async () => {
    const { outcome } = begin({ timeout: 1_000, connectTimeout: 50, deadline: performance.now() + 60 })

    await vi.advanceTimersByTimeAsync(50 + TURN)

    expect(await Promise.race([outcome, 'waiting'])).toBe('UNREACHABLE')
  })

  test('there is none where any time may pass', () => {
    const { handler } = begin({ timeout: Number.POSITIVE_INFINITY, connectTimeout: Number.POSITIVE_INFINITY })
    handler.onRequestStart(controller(), {})

    expect(vi.getTimerCount()).toBe(0)
  })
})

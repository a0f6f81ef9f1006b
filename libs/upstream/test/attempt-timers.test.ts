import type { Dispatcher } from 'undici'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { attempt } from '../src/attempt.ts'
import { instance, newCall } from './fixtures.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const TURN = 1 // ms: with fake timers, the turn of the event loop at the end of which an attempt times out
const controller = (abort = () => {}) => ({ abort }) as unknown as Dispatcher.DispatchController

/** An attempt, and the handler by which undici reports what happens to the request. */
function begin({ timeout = 100, connectTimeout = 10, deadline = Number.POSITIVE_INFINITY } = {}) {
  const dispatch = vi.fn<Dispatcher['dispatch']>(() => true)
  const dispatcher = { dispatch } as unknown as Dispatcher
  const outcome = attempt(dispatcher, newCall({ deadline }), instance('first'), {
    timeout,
    connectTimeout,
  }).then(
    ({ status }) => status,
    (error) => error.code,
  )
  return { outcome, handler: dispatch.mock.lastCall![1] as Required<Dispatcher.DispatchHandler> }
}

test('no timer is left after a response', async () => {
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
])('no timer is left after an error %s the connection, which is %s', async (when, code) => {
  const { outcome, handler } = begin()
  if (when === 'after') handler.onRequestStart(controller(), {})

  handler.onResponseError(controller(), new Error('reset'))

  expect(vi.getTimerCount()).toBe(0)
  expect(await outcome).toBe(code)
})

test('no timer is left after a timeout', async () => {
  const { outcome, handler } = begin()
  handler.onRequestStart(controller(), {})

  vi.advanceTimersByTime(100 + TURN)
  handler.onResponseError(controller(), new Error('aborted'))

  expect(vi.getTimerCount()).toBe(0)
  expect(await outcome).toBe('TIMEOUT')
})

test('a response in the same turn of the event loop as the timeout is in time', async () => {
  const { outcome, handler } = begin()
  handler.onRequestStart(controller(), {})

  vi.advanceTimersByTime(100)
  handler.onResponseStart(controller(), 204, {})
  handler.onResponseEnd(controller(), {})

  expect(vi.getTimerCount()).toBe(0)
  expect(await outcome).toBe(204)
})

test('a connection that comes after the connect timeout is aborted before the request is sent', async () => {
  const abort = vi.fn()
  const { outcome, handler } = begin()
  vi.advanceTimersByTime(10 + TURN)
  expect(await outcome).toBe('UNREACHABLE')

  handler.onRequestStart(controller(abort), {})
  handler.onResponseError(controller(), new Error('aborted'))

  expect(abort).toHaveBeenCalledOnce()
  expect(vi.getTimerCount()).toBe(0)
})

test('the time for connecting is part of the timeout', async () => {
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

// An attempt that had less than half of its time says nothing about the instance.
test.each([
  ['connecting', 500, false, 'UNREACHABLE'],
  ['connecting', 499, false, 'DEADLINE_PASSED'],
  ['waiting for the response', 500, true, 'TIMEOUT'],
  ['waiting for the response', 499, true, 'DEADLINE_PASSED'],
])('%s ends with the deadline: %i of 1000 ms', async (_title, ms, connected, code) => {
  const deadline = performance.now() + ms
  const { outcome, handler } = begin({ timeout: 1_000, connectTimeout: 1_000, deadline })
  if (connected) handler.onRequestStart(controller(), {})

  await vi.advanceTimersByTimeAsync(ms + TURN)

  expect(await Promise.race([outcome, 'pending'])).toBe(code)
})

test('no connection within the whole connect timeout is UNREACHABLE, however near the deadline', async () => {
  const { outcome } = begin({ timeout: 1_000, connectTimeout: 50, deadline: performance.now() + 60 })

  await vi.advanceTimersByTimeAsync(50 + TURN)

  expect(await Promise.race([outcome, 'pending'])).toBe('UNREACHABLE')
})

test('without timeouts there is no timer', () => {
  const { handler } = begin({ timeout: Number.POSITIVE_INFINITY, connectTimeout: Number.POSITIVE_INFINITY })
  handler.onRequestStart(controller(), {})

  expect(vi.getTimerCount()).toBe(0)
})

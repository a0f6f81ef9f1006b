import { errors } from 'undici'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { breaker } from '../src/breaker.ts'
import type { Send, UpstreamResponse } from '../src/call.ts'
import { newCall, repeat } from './fixtures.ts'
import { callerTimedOut, ok, timedOut } from './outcomes.ts'

const FAILURES = 3
const OPEN = 1_000 // ms

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

/** A breaker in front of a service that does what the test wants; outcomes are statuses and error codes. */
function startBreaker(service: Send, failures = FAILURES) {
  const sent = vi.fn(service)
  const { send } = breaker({ failures, openFor: OPEN }, sent)
  const request = () =>
    send(newCall()).then(
      ({ status }) => status,
      (error) => error.code ?? error.message,
    )
  return { request, sent }
}

const advance = (ms: number) => vi.advanceTimersByTime(ms)
const unavailable: Send = async () => {
  throw timedOut
}

describe('the breaker opens', () => {
  test('after several requests in a row without a response, and then sends nothing', async () => {
    const { request, sent } = startBreaker(unavailable)

    const outcomes = await repeat(FAILURES + 5, request)

    expect(outcomes).toEqual([...Array(FAILURES).fill('TIMEOUT'), ...Array(5).fill('BREAKER_OPEN')])
    expect(sent).toHaveBeenCalledTimes(FAILURES)
  })

  test.each([200, 202, 404, 409, 500, 502, 503, 504])('never after responses of %i', async (status) => {
    const { request } = startBreaker(async () => ({ ...ok, status }))

    expect(await repeat(20, request)).toEqual(Array(20).fill(status))
  })

  test('not if there is a response in between', async () => {
    let count = 0
    const { request } = startBreaker(async (call) => (++count % FAILURES === 0 ? ok : unavailable(call)))

    expect(await repeat(20, request)).not.toContain('BREAKER_OPEN')
  })

  test('not after errors of the caller', async () => {
    const { request } = startBreaker(async () => {
      throw new errors.InvalidArgumentError('invalid path')
    })

    expect(await repeat(20, request)).not.toContain('BREAKER_OPEN')
  })

  test('not after deadlines of callers', async () => {
    const { request } = startBreaker(async () => {
      throw callerTimedOut
    })

    expect(await repeat(20, request)).toEqual(Array(20).fill('DEADLINE_PASSED'))
  })

  test('never if the limit is 0', async () => {
    const { request, sent } = startBreaker(unavailable, 0)

    expect(await repeat(50, request)).toEqual(Array(50).fill('TIMEOUT'))
    expect(sent).toHaveBeenCalledTimes(50)
  })
})

describe('an open breaker', () => {
  test('sends nothing before its time is over', async () => {
    const { request, sent } = startBreaker(unavailable)
    await repeat(FAILURES, request)

    advance(OPEN - 1)
    expect(await request()).toBe('BREAKER_OPEN')
    expect(sent).toHaveBeenCalledTimes(FAILURES)

    advance(1)
    expect(await request()).toBe('TIMEOUT')
    expect(sent).toHaveBeenCalledTimes(FAILURES + 1)
  })

  test('sends one trial request, and fails the others until that has a response', async () => {
    const gate = Promise.withResolvers<UpstreamResponse>()
    const { request, sent } = startBreaker(unavailable)
    await repeat(FAILURES, request)
    advance(OPEN)
    sent.mockImplementation(() => gate.promise)

    const trial = request()
    expect(await repeat(5, request)).toEqual(Array(5).fill('BREAKER_OPEN'))
    advance(10 * OPEN)
    expect(await request()).toBe('BREAKER_OPEN')
    expect(sent).toHaveBeenCalledTimes(FAILURES + 1)

    gate.resolve(ok)
    expect(await trial).toBe(200)
    sent.mockImplementation(async () => ok)
    expect(await repeat(5, request)).toEqual(Array(5).fill(200))
  })

  test('stays open for as long again after a failed trial, and closes after a response', async () => {
    const { request, sent } = startBreaker(unavailable)
    await repeat(FAILURES, request)

    advance(OPEN)
    expect(await repeat(2, request)).toEqual(['TIMEOUT', 'BREAKER_OPEN'])
    advance(OPEN - 1)
    expect(await request()).toBe('BREAKER_OPEN')

    advance(1)
    sent.mockImplementation(async () => ({ ...ok, status: 500 }))
    expect(await repeat(3, request)).toEqual([500, 500, 500])
    sent.mockImplementation(unavailable)
    expect(await repeat(FAILURES + 1, request)).toEqual([...Array(FAILURES).fill('TIMEOUT'), 'BREAKER_OPEN'])
  })

  test.each([
    ["the caller's own error", new TypeError('a bug'), 'a bug'],
    ["the caller's deadline", callerTimedOut, 'DEADLINE_PASSED'],
  ])('sends another trial if one ends with %s', async (_title, error, outcome) => {
    const { request, sent } = startBreaker(unavailable)
    await repeat(FAILURES, request)
    advance(OPEN)
    sent.mockRejectedValueOnce(error).mockResolvedValue(ok)

    expect(await repeat(3, request)).toEqual([outcome, 200, 200])
  })

  test('closes after a response to a request from before it opened', async () => {
    const gate = Promise.withResolvers<UpstreamResponse>()
    const { request, sent } = startBreaker(unavailable)
    sent.mockReturnValueOnce(gate.promise)
    const early = request()
    await repeat(FAILURES, request)
    expect(await request()).toBe('BREAKER_OPEN')

    gate.resolve(ok)
    expect(await early).toBe(200)

    expect(await request()).toBe('TIMEOUT')
  })
})

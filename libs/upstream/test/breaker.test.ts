import { errors } from 'undici'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { breaker } from '../src/breaker.ts'
import type { Answer, Send } from '../src/call.ts'
import { UpstreamError } from '../src/errors.ts'
import { call, goneInstance, newCall, ok, repeat, send, startInstance, startUpstream } from './fixtures.ts'

const FAILURES = 3
const OPEN = 1_000 // ms
const NO_ANSWER = new UpstreamError('TIMEOUT', 'no answer', { sent: true })
const CALLER_GONE = new UpstreamError('DEADLINE_PASSED', 'the caller has given up', { sent: true })

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

/** A breaker around a service that does what the test wants; outcomes are statuses and codes of errors. */
function around(service: Send, failures = FAILURES) {
  const sent = vi.fn(service)
  const request = breaker({ failures, openFor: OPEN }, sent)
  const ask = () =>
    request(newCall()).then(
      ({ status }) => status,
      (error) => error.code ?? error.message,
    )
  return { ask, sent }
}

const later = (ms: number) => vi.setSystemTime(Date.now() + ms)
const away: Send = async () => {
  throw NO_ANSWER
}

describe('the breaker opens', () => {
  test('after so many requests in a row without an answer, and then refuses without sending', async () => {
    const { ask, sent } = around(away)

    const outcomes = await repeat(FAILURES + 5, ask)

    expect(outcomes).toEqual([...Array(FAILURES).fill('TIMEOUT'), ...Array(5).fill('BREAKER_OPEN')])
    expect(sent).toHaveBeenCalledTimes(FAILURES)
  })

  test.each([200, 202, 404, 409, 500, 502, 503, 504])('never by an answer of %i', async (status) => {
    const { ask } = around(async () => ({ ...ok, status }))

    expect(await repeat(20, ask)).toEqual(Array(20).fill(status))
  })

  test('not where an answer comes in between', async () => {
    let request = 0
    const { ask } = around(async (call) => (++request % FAILURES === 0 ? ok : away(call)))

    expect(await repeat(20, ask)).not.toContain('BREAKER_OPEN')
  })

  test('not by an error of the caller', async () => {
    const { ask } = around(async () => {
      throw new errors.InvalidArgumentError('invalid path')
    })

    expect(await repeat(20, ask)).not.toContain('BREAKER_OPEN')
  })

  test('not by deadlines of callers', async () => {
    const { ask } = around(async () => {
      throw CALLER_GONE
    })

    expect(await repeat(20, ask)).toEqual(Array(20).fill('DEADLINE_PASSED'))
  })

  test('never where it is set to 0', async () => {
    const { ask, sent } = around(away, 0)

    expect(await repeat(50, ask)).toEqual(Array(50).fill('TIMEOUT'))
    expect(sent).toHaveBeenCalledTimes(50)
  })
})

describe('while it is open', () => {
  test('nothing is sent before its time is over', async () => {
    const { ask, sent } = around(away)
    await repeat(FAILURES, ask)

    later(OPEN - 1)
    expect(await ask()).toBe('BREAKER_OPEN')
    expect(sent).toHaveBeenCalledTimes(FAILURES)

    later(1)
    expect(await ask()).toBe('TIMEOUT')
    expect(sent).toHaveBeenCalledTimes(FAILURES + 1)
  })

  test('one request tries the service, the others are refused until that has an answer', async () => {
    const gate = Promise.withResolvers<Answer>()
    const { ask, sent } = around(away)
    await repeat(FAILURES, ask)
    later(OPEN)
    sent.mockImplementation(() => gate.promise)

    const trial = ask()
    expect(await repeat(5, ask)).toEqual(Array(5).fill('BREAKER_OPEN'))
    later(10 * OPEN)
    expect(await ask()).toBe('BREAKER_OPEN')
    expect(sent).toHaveBeenCalledTimes(FAILURES + 1)

    gate.resolve(ok)
    expect(await trial).toBe(200)
    sent.mockImplementation(async () => ok)
    expect(await repeat(5, ask)).toEqual(Array(5).fill(200))
  })

  test('a trial that fails opens it for as long again, one that is answered closes it', async () => {
    const { ask, sent } = around(away)
    await repeat(FAILURES, ask)

    later(OPEN)
    expect(await repeat(2, ask)).toEqual(['TIMEOUT', 'BREAKER_OPEN'])
    later(OPEN - 1)
    expect(await ask()).toBe('BREAKER_OPEN')

    later(1)
    sent.mockImplementation(async () => ({ ...ok, status: 500 }))
    expect(await repeat(3, ask)).toEqual([500, 500, 500])
    sent.mockImplementation(away)
    expect(await repeat(FAILURES + 1, ask)).toEqual([...Array(FAILURES).fill('TIMEOUT'), 'BREAKER_OPEN'])
  })

  test.each([
    ["the caller's own error", new TypeError('a bug'), 'a bug'],
    ["the caller's deadline", CALLER_GONE, 'DEADLINE_PASSED'],
  ])('a trial that ends with %s leaves room for the next one', async (_title, error, outcome) => {
    const { ask, sent } = around(away)
    await repeat(FAILURES, ask)
    later(OPEN)
    sent.mockRejectedValueOnce(error).mockResolvedValue(ok)

    expect(await repeat(3, ask)).toEqual([outcome, 200, 200])
  })

  test('an answer to a request from before closes it', async () => {
    const gate = Promise.withResolvers<Answer>()
    const { ask, sent } = around(away)
    sent.mockReturnValueOnce(gate.promise)
    const early = ask()
    await repeat(FAILURES, ask)
    expect(await ask()).toBe('BREAKER_OPEN')

    gate.resolve(ok)
    expect(await early).toBe(200)

    expect(await ask()).toBe('TIMEOUT')
  })
})

describe('over HTTP', () => {
  const settings = { BREAKER_FAILURES: FAILURES, BREAKER_OPEN_MS: OPEN }
  const outcome = (request: Promise<string>) => request.catch((error) => error.code)

  test('requests are counted, not their attempts', async () => {
    await using upstream = await startUpstream([await goneInstance(), await goneInstance()], { settings })

    const outcomes = await repeat(FAILURES + 2, () => outcome(call(upstream)))

    expect(outcomes).toEqual([...Array(FAILURES).fill('UNREACHABLE'), 'BREAKER_OPEN', 'BREAKER_OPEN'])
  })

  test('a request that its second attempt saved is a success', async () => {
    await using resetting = await startInstance((request) => request.socket.destroy())
    await using there = await startInstance()
    await using upstream = await startUpstream([resetting.url, there.url], {
      settings: { ...settings, BREAKER_FAILURES: 1, EJECTION_MS: 0, RETRY_BUDGET_PERCENT: 100 },
    })

    expect(await repeat(30, () => outcome(call(upstream)))).toEqual(Array(30).fill('ok'))
    expect(resetting.received.length).toBeGreaterThan(0)
  })

  test('each service has its own', async () => {
    await using there = await startInstance()
    await using away = await startUpstream([await goneInstance()], { settings })
    await using upstream = await startUpstream([there.url], { settings })

    await repeat(10, () => outcome(call(away)))

    expect(await outcome(call(away))).toBe('BREAKER_OPEN')
    expect(await call(upstream)).toBe('ok')
  })

  test('a service that comes back is found by one request', async () => {
    let away = true
    await using instance = await startInstance((request, response) =>
      away ? request.socket.destroy() : response.end('back'),
    )
    await using upstream = await startUpstream([instance.url], { settings })
    await repeat(10, () => outcome(call(upstream)))
    expect(instance.received).toHaveLength(FAILURES)
    away = false

    expect(await outcome(call(upstream))).toBe('BREAKER_OPEN')
    later(OPEN)

    expect(await repeat(10, () => outcome(call(upstream)))).toEqual(Array(10).fill('back'))
  })

  test('a request that undici refuses is the fault of no instance, and opens nothing', async () => {
    await using first = await startInstance()
    await using second = await startInstance()
    await using upstream = await startUpstream([first.url, second.url], { settings })

    await repeat(20, () =>
      expect(send(upstream, { path: 'no slash' })).rejects.toThrow(errors.InvalidArgumentError),
    )
    await repeat(60, () => call(upstream))

    expect(first.received.length).toBeGreaterThan(10)
    expect(second.received.length).toBeGreaterThan(10)
  })
})

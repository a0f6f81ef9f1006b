import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { balance } from '../src/balance.ts'
import type { Answer, Call, Send } from '../src/call.ts'
import { Ejection } from '../src/ejection.ts'
import { UpstreamError, type UpstreamErrorCode } from '../src/errors.ts'
import { retry } from '../src/retry.ts'
import { RetryBudget } from '../src/retry-budget.ts'
import {
  call,
  goneInstance,
  knownInstances,
  newCall,
  ok,
  repeat,
  send,
  startInstance,
  startUpstream,
} from './fixtures.ts'

vi.mock('node:timers/promises', { spy: true }) // the pauses are real, and recorded

afterEach(() => void vi.clearAllMocks())

const failure = (code: UpstreamErrorCode, sent: boolean) => new UpstreamError(code, code, { sent })
const unreachable = failure('UNREACHABLE', false)
const broken = failure('BROKEN', true)
const late = failure('TIMEOUT', true)
const notBegun: Answer = { status: 503, headers: { 'x-not-begun': '1' }, body: Buffer.from('busy') }

/** Retries over some instances that do, one attempt after the other, what the test says; and whom they asked. */
async function retrying(outcomes: (Answer | Error)[], { instances = 5, attempts = 2, ownTime = 0 } = {}) {
  const known = await knownInstances(instances)
  const asked: string[] = []
  const ask = async (_call: Call, { origin }: { origin: string }) => {
    const outcome = outcomes[asked.push(origin) - 1] ?? ok
    if (ownTime > 0) await new Promise((resolve) => setTimeout(resolve, ownTime))
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  const balanced = balance(known, new Ejection(0), ask)
  return { asked, send: retry(known, { attempts, budget: new RetryBudget(0.2) }, balanced) }
}

const attemptsOf = async (outcomes: (Answer | Error)[], own: Partial<Call>) => {
  const { asked, send } = await retrying(outcomes)
  await send(newCall(own)).catch(() => {})
  return asked.length
}

describe('what is safe to repeat', () => {
  const key = { 'idempotency-key': 'key' }

  test.each<[method: string, headers: object, error: Error, attempts: number]>([
    ['POST', {}, unreachable, 2],
    ['PATCH', {}, unreachable, 2],
    ['GET', {}, unreachable, 2],
    ['GET', {}, broken, 2],
    ['GET', {}, late, 2],
    ['HEAD', {}, late, 2],
    ['OPTIONS', {}, late, 2],
    ['TRACE', {}, late, 2],
    ['PUT', {}, late, 2],
    ['DELETE', {}, late, 2],
    ['POST', {}, broken, 1],
    ['POST', {}, late, 1],
    ['PATCH', {}, late, 1],
    ['POST', key, broken, 2],
    ['POST', key, late, 2],
    ['PATCH', key, late, 2],
    ['GET', {}, new TypeError('a bug'), 1],
    ['POST', key, new TypeError('a bug'), 1],
  ])('a %s with %j that ends with %s is attempted %i times', async (method, headers, error, attempts) => {
    expect(await attemptsOf([error, error], { method, headers: headers as Call['headers'] })).toBe(attempts)
  })

  test('a POST that was not sent at first, and then was, is not repeated again', async () => {
    const { asked, send } = await retrying([unreachable, broken, ok], { attempts: 3 })

    await expect(send(newCall({ method: 'POST' }))).rejects.toBe(broken)

    expect(asked).toHaveLength(2)
  })
})

describe('an answer', () => {
  test.each(['GET', 'POST'])('503 that says it was not begun is no answer yet to a %s', async (method) => {
    const { asked, send } = await retrying([notBegun, ok])

    expect(await send(newCall({ method }))).toBe(ok)

    expect(new Set(asked).size).toBe(2)
  })

  test('503 that was not begun anywhere passes as it is', async () => {
    const last = { ...notBegun }
    const { asked, send } = await retrying([notBegun, last])

    expect(await send(newCall())).toBe(last)

    expect(asked).toHaveLength(2)
  })

  test.each([200, 202, 404, 409, 429, 500, 502, 503, 504])('%i passes at once', async (status) => {
    const answer = { ...ok, status }
    const { asked, send } = await retrying([answer])

    expect(await send(newCall())).toBe(answer)

    expect(asked).toHaveLength(1)
  })
})

describe('the attempts', () => {
  test.each([1, 2, 3])('are never more than %i, each at another instance', async (attempts) => {
    const { asked, send } = await retrying(Array(5).fill(unreachable), { attempts })

    await expect(send(newCall({ method: 'POST' }))).rejects.toBe(unreachable)

    expect(asked).toHaveLength(attempts)
    expect(new Set(asked).size).toBe(attempts)
  })

  test.each([1, 2])('are no more than there are instances: %i', async (instances) => {
    const { asked, send } = await retrying(Array(5).fill(late), { instances, attempts: 5 })

    await expect(send(newCall())).rejects.toBe(late)

    expect(asked).toHaveLength(instances)
  })

  test('end with the deadline', async () => {
    const { asked, send } = await retrying([late, ok], { ownTime: 20 })

    await expect(send(newCall({ deadline: performance.now() + 10 }))).rejects.toBe(late)

    expect(asked).toHaveLength(1)
    expect(sleep).not.toHaveBeenCalled()
  })

  test('end with a deadline that passes during the pause', async () => {
    const { asked, send } = await retrying([late, ok])
    const deadline = performance.now() + 1_000
    vi.mocked(sleep).mockImplementationOnce(async () => {
      await new Promise((resolve) => setTimeout(resolve, deadline - performance.now() + 10))
    })

    await expect(send(newCall({ deadline }))).rejects.toMatchObject({ code: 'DEADLINE_PASSED', sent: true })

    expect(asked).toHaveLength(1)
  })
})

test('the pauses before retries are spread from 0 to 50 ms: full jitter', async () => {
  const instances = await knownInstances(2)
  const failingOnce: Send = async (call) => {
    if (call.tried.push(instances.all[0]!) === 1) throw unreachable
    return ok
  }
  const budget = new RetryBudget(1)
  const send = retry(instances, { attempts: 2, budget }, failingOnce)

  // No more at once than the budget holds for a quiet service.
  await repeat(20, () => Promise.all(Array.from({ length: 10 }, () => send(newCall()))))

  const pauses = vi.mocked(sleep).mock.calls.map(([ms]) => ms!)
  expect(pauses).toHaveLength(200)
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0)
  expect(Math.min(...pauses)).toBeLessThan(10)
  expect(Math.max(...pauses)).toBeGreaterThan(40)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(50)
})

test('no pause before the first attempt', async () => {
  await attemptsOf([ok], {})

  expect(sleep).not.toHaveBeenCalled()
})

describe('over HTTP', () => {
  // Never passed over, and a budget without bounds, so that every second request is repeated.
  const settings = { EJECTION_MS: 0, RETRY_BUDGET_PERCENT: 100 }

  test('a POST that one instance refuses arrives exactly once at the other one', async () => {
    await using there = await startInstance()
    await using upstream = await startUpstream([await goneInstance(), there.url], { settings })
    const bodies = Array.from({ length: 30 }, (_, number) => `body ${number}`)

    for (const body of bodies) expect(await call(upstream, body)).toBe('ok')

    expect(there.received.map(({ body }) => body.toString())).toEqual(bodies)
  })

  test('a POST without a key that was sent is not sent again', async () => {
    await using resetting = await startInstance((request) => request.socket.destroy())
    await using there = await startInstance()
    await using upstream = await startUpstream([resetting.url, there.url], { settings })

    const results = await repeat(30, () => call(upstream, 'once').catch(({ code }) => code))

    const failed = results.filter((result) => result === 'BROKEN').length
    expect(failed).toBeGreaterThan(0)
    expect(resetting.received.length).toBe(failed)
    expect(there.received.length).toBe(30 - failed)
  })

  test('a POST with a key that was sent is sent again: the identical bytes, to another instance', async () => {
    await using resetting = await startInstance((request) => request.socket.destroy())
    await using there = await startInstance()
    await using upstream = await startUpstream([resetting.url, there.url], { settings })
    const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    const headers = { 'idempotency-key': '"key 1"', 'content-type': 'application/octet-stream', 'x-a': 'ä' }

    const answers = await repeat(30, () => send(upstream, { body, headers }))

    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200))
    expect(there.received).toHaveLength(30)
    expect(resetting.received.length).toBeGreaterThan(0)
    const bytes = new Set([...resetting.received, ...there.received].map((each) => each.body.toString('hex')))
    expect(bytes).toEqual(new Set([body.toString('hex')]))
    const comparable = ({ headers: { host, 'x-deadline-ms': _, ...rest } }: { headers: Call['headers'] }) =>
      rest
    expect(comparable(resetting.received[0]!)).toEqual(comparable(there.received[0]!))
    expect(there.received[0]!.headers).toMatchObject({
      'idempotency-key': '"key 1"',
      'content-length': '256',
    })
  })

  test('an answer that breaks off in the middle is asked for again, and arrives whole', async () => {
    const whole = 'x'.repeat(100_000)
    await using breaking = await startInstance((request, response) => {
      response.setHeader('content-length', whole.length)
      response.write(whole.slice(0, 50_000), () => request.socket.destroy())
    })
    await using there = await startInstance((_request, response) => response.end(whole))
    await using upstream = await startUpstream([breaking.url, there.url], { settings })

    const answers = await repeat(30, () => call(upstream))

    expect(answers.filter((answer) => answer !== whole)).toEqual([])
    expect(breaking.received.length).toBeGreaterThan(0)
  })

  test('with one instance only there is no retry, and the error is the one that it gave', async () => {
    await using resetting = await startInstance((request) => request.socket.destroy())
    await using upstream = await startUpstream([resetting.url], { settings })

    await expect(call(upstream)).rejects.toMatchObject({ code: 'BROKEN' })

    expect(resetting.received).toHaveLength(1)
  })
})

import { stoppedInstance } from '@slipway/testing'
import { errors } from 'undici'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { call, repeat, send, startInstance, startUpstream } from './fixtures.ts'

const FAILURES = 3
const OPEN = 1_000 // ms
const settings = { BREAKER_FAILURES: FAILURES, BREAKER_OPEN_MS: OPEN }

const outcomeOf = (request: Promise<string>) => request.catch((error) => error.code)

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

test('the breaker counts requests, not attempts', async () => {
  await using upstream = await startUpstream([stoppedInstance(), stoppedInstance()], { settings })

  const outcomes = await repeat(FAILURES + 2, () => outcomeOf(call(upstream)))

  expect(outcomes).toEqual([...Array(FAILURES).fill('UNREACHABLE'), 'BREAKER_OPEN', 'BREAKER_OPEN'])
})

test('a request whose retry succeeds is a success', async () => {
  await using resetting = await startInstance((request) => request.socket.destroy())
  await using healthy = await startInstance()
  await using upstream = await startUpstream([resetting.url, healthy.url], {
    settings: { ...settings, BREAKER_FAILURES: 1, EJECTION_MS: 0, RETRY_BUDGET_PERCENT: 100 },
  })

  expect(await repeat(15, () => outcomeOf(call(upstream)))).toEqual(Array(15).fill('ok'))
  expect(resetting.received.length).toBeGreaterThan(0)
})

test('each service has a breaker of its own', async () => {
  await using healthy = await startInstance()
  await using unavailable = await startUpstream([stoppedInstance()], { settings })
  await using upstream = await startUpstream([healthy.url], { settings })

  await repeat(10, () => outcomeOf(call(unavailable)))

  expect(await outcomeOf(call(unavailable))).toBe('BREAKER_OPEN')
  expect(await call(upstream)).toBe('ok')
})

test('one trial request closes the breaker once the service is back', async () => {
  let back = false
  await using instance = await startInstance((request, response) =>
    back ? response.end('back') : request.socket.destroy(),
  )
  await using upstream = await startUpstream([instance.url], { settings })
  await repeat(10, () => outcomeOf(call(upstream)))
  expect(instance.received).toHaveLength(FAILURES)
  back = true

  expect(await outcomeOf(call(upstream))).toBe('BREAKER_OPEN')
  vi.advanceTimersByTime(OPEN)

  expect(await repeat(10, () => outcomeOf(call(upstream)))).toEqual(Array(10).fill('back'))
})

test('a request that undici rejects as invalid opens no breaker and ejects no instance', async () => {
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

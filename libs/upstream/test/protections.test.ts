import { stoppedInstance } from '@slipway/testing'
import { expect, test } from 'vitest'
import { call, repeat, send, startInstance, startUpstream } from './fixtures.ts'

const outcomeOf = (request: Promise<string>) => request.catch((error) => error.code)
const settings = { EJECTION_MS: 0, BREAKER_FAILURES: 0, RETRY_BUDGET_PERCENT: 100 }

test('without retries, the failures of a stopped instance reach the caller; with them, none does', async () => {
  await using healthy = await startInstance()
  await using upstream = await startUpstream([stoppedInstance(), healthy.url], { settings })
  const outcomes = async () => new Set(await repeat(40, () => outcomeOf(call(upstream))))

  expect(await outcomes()).toEqual(new Set(['ok']))
  upstream.protect({ retries: false })
  expect(await outcomes()).toEqual(new Set(['ok', 'UNREACHABLE']))
  upstream.protect({ retries: true })
  expect(await outcomes()).toEqual(new Set(['ok']))
})

test('without ejection, a failing instance gets its share of the requests', async () => {
  await using failing = await startInstance((request) => request.socket.destroy())
  await using healthy = await startInstance()
  await using upstream = await startUpstream([failing.url, healthy.url], {
    settings: { ATTEMPTS: 1, EJECTION_MS: 60_000 },
  })
  const requests = () => repeat(40, () => outcomeOf(call(upstream)))

  upstream.protect({ ejection: false })
  expect((await requests()).filter((outcome) => outcome === 'BROKEN').length).toBeGreaterThan(5)
  upstream.protect({ ejection: true })
  expect((await requests()).filter((outcome) => outcome === 'BROKEN')).toHaveLength(1)
})

test('switching ejection off ends the ejections', async () => {
  await using upstream = await startUpstream([stoppedInstance(), stoppedInstance()], {
    settings: { ATTEMPTS: 1, EJECTION_MS: 60_000, BREAKER_FAILURES: 0 },
  })
  const states = () => upstream.state().instances.map(({ state }) => state)
  await repeat(10, () => outcomeOf(call(upstream)))
  expect(states()).toContain('ejected')

  upstream.protect({ ejection: false })
  expect(states()).not.toContain('ejected')
})

test('without the breaker, every request reaches a service that does not respond', async () => {
  await using failing = await startInstance((request) => request.socket.destroy())
  await using upstream = await startUpstream([failing.url], { settings: { BREAKER_FAILURES: 2 } })
  const requests = () => repeat(5, () => outcomeOf(call(upstream)))

  expect(await requests()).toEqual(['BROKEN', 'BROKEN', 'BREAKER_OPEN', 'BREAKER_OPEN', 'BREAKER_OPEN'])
  upstream.protect({ breaker: false })
  expect(await requests()).toEqual(Array(5).fill('BROKEN'))
  expect(upstream.state().breaker).toBe('closed')
})

test('without shedding, requests in flight have no limit', async () => {
  let hanging = 0
  await using instance = await startInstance(() => hanging++)
  await using upstream = await startUpstream([instance.url], {
    settings: { MAX_IN_FLIGHT_PER_UPSTREAM: 1 },
    timeout: 1_000,
  })
  const two = () => Promise.all([1, 2].map(() => send(upstream).catch((error) => error.code)))

  expect((await two()).sort()).toEqual(['TIMEOUT', 'TOO_MANY'])
  upstream.protect({ shedding: false })
  expect(await two()).toEqual(['TIMEOUT', 'TIMEOUT'])
  expect(hanging).toBe(3)
})

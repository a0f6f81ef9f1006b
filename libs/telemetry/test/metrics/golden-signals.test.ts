import { publish, type ServedRequest } from '@slipway/observe'
import { afterEach, expect, test } from 'vitest'
import { watchGoldenSignals } from '../../src/index.ts'

let time = 0
let signals: ReturnType<typeof watchGoldenSignals>
const start = (maxInFlight = 128) => {
  time = 100_000
  signals = watchGoldenSignals(
    () => ({ inFlight: 32, eventLoopDelay: 1.5 }),
    maxInFlight,
    () => time,
  )
}
afterEach(() => signals.stop())

const serve = (count: number, served: Partial<ServedRequest> = {}) => {
  const request = {
    requestId: 'r',
    method: 'GET',
    route: '/api/notes/*',
    status: 200,
    problem: undefined,
    ms: 10,
  }
  for (let i = 0; i < count; i++) publish('request-served', { ...request, ...served })
}

test('traffic, errors and latency are those of the last ten seconds', () => {
  start()
  for (let second = 0; second < 30; second++) {
    // The first twenty seconds have other figures: nothing of them is left.
    if (second < 20) serve(50, { status: 500, ms: 900 })
    else {
      serve(97, { ms: 10 })
      serve(1, { status: 503, ms: 10 })
      serve(2, { ms: 400 })
    }
    time += 1_000
  }
  time -= 1 // the end of the last second
  const { requestsPerSecond, errorRatio, p50, p99 } = signals.read()
  expect(requestsPerSecond).toBeCloseTo(100, 0)
  expect(errorRatio).toBeCloseTo(0.01)
  expect(p50).toBeGreaterThan(9.8)
  expect(p50).toBeLessThan(10.2)
  expect(p99).toBeGreaterThan(395)
  expect(p99).toBeLessThan(405)
})

test('without requests all is zero, and after a pause of any length too', () => {
  start()
  const zero = { requestsPerSecond: 0, errorRatio: 0, p50: 0, p99: 0 }
  expect(signals.read()).toMatchObject(zero)
  serve(100, { status: 500 })
  expect(signals.read()).toMatchObject({ requestsPerSecond: 100, errorRatio: 1 })
  time += 10_000 // the same place among the seconds that are kept
  expect(signals.read()).toMatchObject(zero)
})

test('a process that has just started divides by its own age', () => {
  start()
  time += 2_000
  serve(100)
  expect(signals.read().requestsPerSecond).toBe(50)
})

test('neither probes nor the page nor unknown paths count', () => {
  start()
  for (const route of ['/livez', '/page/events', '/', undefined]) serve(10, { route })
  expect(signals.read().requestsPerSecond).toBe(0)
})

test('saturation is the share of MAX_IN_FLIGHT, and the event-loop delay', () => {
  start()
  expect(signals.read()).toMatchObject({ inFlightRatio: 0.25, eventLoopDelay: 1.5 })
  signals.stop()
  start(0)
  expect(signals.read().inFlightRatio).toBe(0)
})

test('a response of no time and one of many minutes are counted', () => {
  start()
  serve(1, { ms: 0 })
  serve(1, { ms: 1_000_000 })
  expect(signals.read()).toMatchObject({ requestsPerSecond: 2 })
})

test('once stopped, it counts no more', () => {
  start()
  signals.stop()
  serve(5)
  expect(signals.read().requestsPerSecond).toBe(0)
})

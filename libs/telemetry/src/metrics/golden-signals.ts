import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import type { ProcessState } from '@slipway/contracts'
import { subscribe } from '@slipway/observe'

/** The four golden signals of the last ten seconds. https://sre.google/sre-book/monitoring-distributed-systems/ */
export interface GoldenSignals {
  requestsPerSecond: number
  /** The share of the requests that got a 5xx, from 0 to 1. */
  errorRatio: number
  /** Half of the requests had their response within this time, in ms; 0 without any request. */
  p50: number
  p99: number
  /** The share of MAX_IN_FLIGHT that is in use; 0 where that is disabled. */
  inFlightRatio: number
  /** In ms. */
  eventLoopDelay: number
}

const WINDOW = 10 // seconds
const MICROSECONDS = 1_000 // in a ms
const LONGEST = 60_000 * MICROSECONDS

interface Second {
  second: number
  errors: number
  microseconds: RecordableHistogram
}

/**
 * Counts the requests below `/api/` (neither probes nor the page itself), whether or not METRICS_PORT is set. `now`: the
 * clock, in ms; replaced in tests.
 */
export function watchGoldenSignals(
  state: () => Pick<ProcessState, 'inFlight' | 'eventLoopDelay'>,
  maxInFlight: number,
  now = () => performance.now(),
): { read(): GoldenSignals; stop(): void } {
  const started = now()
  const seconds = Array.from({ length: WINDOW }, emptySecond)
  const stop = subscribe('request-served', ({ route, status, ms }) => {
    if (!route?.startsWith('/api/')) return
    const second = Math.floor(now() / 1_000)
    const counted = seconds[second % WINDOW]!
    if (counted.second !== second) {
      counted.second = second
      counted.errors = 0
      counted.microseconds.reset()
    }
    counted.microseconds.record(Math.min(LONGEST, Math.max(1, Math.round(ms * MICROSECONDS))))
    if (status >= 500) counted.errors++
  })
  const read = () => {
    const first = Math.floor(now() / 1_000) - WINDOW + 1
    const recent = seconds.filter(({ second }) => second >= first)
    const all = emptyHistogram()
    for (const { microseconds } of recent) all.add(microseconds)
    const errors = recent.reduce((sum, one) => sum + one.errors, 0)
    const elapsed = Math.max(1, (now() - Math.max(started, first * 1_000)) / 1_000)
    const percentile = (share: number) => (all.count ? all.percentile(share) / MICROSECONDS : 0)
    const { inFlight, eventLoopDelay } = state()
    return {
      requestsPerSecond: all.count / elapsed,
      errorRatio: all.count ? errors / all.count : 0,
      p50: percentile(50),
      p99: percentile(99),
      inFlightRatio: maxInFlight ? inFlight / maxInFlight : 0,
      eventLoopDelay,
    }
  }
  return { read, stop }
}

const emptyHistogram = () => createHistogram({ lowest: 1, highest: LONGEST, figures: 2 })

const emptySecond = (): Second => ({ second: -1, errors: 0, microseconds: emptyHistogram() })

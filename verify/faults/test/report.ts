import { disturbance, formatResult, percentile, resultOf, retryAtStore, type Sample } from '@slipway/harness'
import { expect } from 'vitest'

/** Requests a second, reads and orders in turn. */
export const RATE = 200

/** On SQLite a write that waits 0.4 s for the lock of the shared file is a 503, and a busy disk is reason enough. */
export const LOCKED = retryAtStore(/^The data store is unavailable/)

/** Prints the result with its times: for people, as tests bound times only widely. */
export function report(title: string, samples: Sample[], fault: number): void {
  const before = samples.filter(({ at }) => at < fault)
  const after = samples.filter(({ at }) => at >= fault)
  const ms = (value: number) => `${Math.round(value)} ms`
  console.log(
    `${title}: ${formatResult(resultOf(samples))}; ` +
      `p99 ${ms(percentile(before, 0.99))} before, ${ms(percentile(after, 0.99))} after; ` +
      `slowest ${ms(percentile(after, 1))}; disturbed for ${ms(disturbance(samples, fault))}`,
  )
}

/** The HTTP status; 0 where there was no response. */
export const statusOf = ({ outcome }: Sample) => ('status' in outcome ? outcome.status : 0)

/** The median of the p99 of each second, in ms: one second in which the machine was busy decides nothing. */
export function medianOfSeconds(samples: Sample[]): number {
  const seconds = Object.values(Object.groupBy(samples, ({ at }) => Math.floor(at / 1_000)))
  return percentile(
    seconds.map((second) => ({ ms: percentile(second!, 0.99) })),
    0.5,
  )
}

/** Whether the seconds from a time on are like those before a fault: their p99 is at most five times as long. */
export function expectCalm(samples: Sample[], fault: number, from: number): void {
  const before = medianOfSeconds(samples.filter(({ at }) => at < fault))
  const after = medianOfSeconds(samples.filter(({ at }) => at >= from))
  expect(after).toBeLessThan(5 * before)
}

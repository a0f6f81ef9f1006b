import type { Outcome } from '@slipway/testing/client'
import type { Sample } from './load.ts'

/** The counts of a load. */
export interface LoadResult {
  sent: number
  retried: number
  /** In a pod: those that the store was unavailable for; `retried` then counts closed connections alone. */
  retriedAtStore?: number
  failed: number
  /** Those that failed during stalls of the machine; they are not among the former. */
  failedInStalls: number
  /** The first five of those that failed. */
  examples: Outcome[]
}

const hasFailed = ({ outcome }: Sample) => !('status' in outcome) || outcome.status >= 400

/** Counts the outcomes; an order that is accepted (202) has succeeded. */
export function resultOf(samples: Sample[]): LoadResult {
  const allFailed = samples.filter(hasFailed)
  const failed = allFailed.filter(({ stalled }) => !stalled)
  return {
    sent: samples.length,
    retried: samples.filter(({ retried }) => retried).length,
    failed: failed.length,
    failedInStalls: allFailed.length - failed.length,
    examples: failed.slice(0, 5).map(({ outcome }) => outcome),
  }
}

/** The result in a line for people. */
export function formatResult({ sent, retried, retriedAtStore, failed, failedInStalls }: LoadResult): string {
  const inStalls = failedInStalls > 0 ? `, ${failedInStalls} more during machine stalls` : ''
  const atStore = retriedAtStore ? `, ${retriedAtStore} more as the store was unavailable` : ''
  return `${sent} requests, ${failed} failed${inStalls}, ${retried} retried${atStore}`
}

/** The time in ms that this share of the samples did not exceed (nearest rank); 0 where there are none. */
export function percentile(samples: Pick<Sample, 'ms'>[], share: number): number {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

const WINDOW = 500 // ms

/**
 * How long a fault at a time slowed requests down, in ms: until the first half second whose p99 is at most three times
 * the one from before.
 */
export function disturbance(samples: Sample[], fault: number): number {
  const between = (from: number, to: number) => samples.filter(({ at }) => at >= from && at < to)
  const calm = percentile(between(0, fault), 0.99)
  let end = fault
  while (percentile(between(end, end + WINDOW), 0.99) > 3 * calm) end += WINDOW
  return end - fault
}

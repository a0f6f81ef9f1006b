import type { Outcome } from './client.ts'
import type { Sample } from './load.ts'

/** What came of a load. */
export interface LoadResult {
  sent: number
  repeated: number
  failed: number
  /** Those that failed while the machine stood still; they are not among the former. */
  failedInStalls: number
  /** The first of those that failed. */
  examples: Outcome[]
}

const hasFailed = ({ outcome }: Sample) => !('status' in outcome) || outcome.status >= 400

/** What did not succeed, and not for a machine that stood still; an order that is accepted (202) did. */
export const failures = (samples: Sample[]): Outcome[] =>
  samples.filter((sample) => hasFailed(sample) && !sample.stalled).map(({ outcome }) => outcome)

/** Counts what came of a load. */
export function resultOf(samples: Sample[]): LoadResult {
  const failed = failures(samples)
  return {
    sent: samples.length,
    repeated: samples.filter(({ repeated }) => repeated).length,
    failed: failed.length,
    failedInStalls: samples.filter(hasFailed).length - failed.length,
    examples: failed.slice(0, 5),
  }
}

/** The result in a line, to be read by people. */
export function describeResult({ sent, repeated, failed, failedInStalls }: LoadResult): string {
  const inStalls = failedInStalls > 0 ? `, and ${failedInStalls} while the machine stood still` : ''
  return `${sent} requests, ${failed} failed${inStalls}, ${repeated} sent again`
}

/** The time under which this share of the samples stayed, in ms; 0 where there are none. */
export function percentile(samples: Sample[], share: number): number {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0
}

const WINDOW = 500 // ms

/**
 * How long something done at a time slowed requests down, in ms: until the first half second whose p99 is at
 * most three times the one from before.
 */
export function disturbance(samples: Sample[], done: number): number {
  const between = (from: number, to: number) => samples.filter(({ at }) => at >= from && at < to)
  const calm = percentile(between(0, done), 0.99)
  let end = done
  while (percentile(between(end, end + WINDOW), 0.99) > 3 * calm) end += WINDOW
  return end - done
}

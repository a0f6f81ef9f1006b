import type { Repeat, Sample } from '../../src/load.ts'
import { describeResult, disturbance, percentile, resultOf } from '../../src/load-result.ts'

/** Requests a second, reads and orders in turn. */
export const RATE = 200

/**
 * On SQLite a write that waits 250 ms for the lock of the shared file is a 503, and a busy disk is reason enough. What
 * the fault itself may do to a request is never repeated: no instance that is away, and no broken connection.
 */
export const LOCKED: Repeat = {
  share: 0.005,
  after: (outcome) =>
    'status' in outcome &&
    outcome.status === 503 &&
    (outcome.body as { detail: string }).detail.startsWith('The service cannot reach its data'),
}

/** Says what happened, with times: they are read by people, and tested only with a wide ceiling. */
export function report(title: string, samples: Sample[], fault: number): void {
  const before = samples.filter(({ at }) => at < fault)
  const after = samples.filter(({ at }) => at >= fault)
  const ms = (value: number) => `${Math.round(value)} ms`
  console.log(
    `${title}: ${describeResult(resultOf(samples))}; ` +
      `p99 ${ms(percentile(before, 0.99))} before, ${ms(percentile(after, 0.99))} after; ` +
      `slowest ${ms(percentile(after, 1))}; disturbed for ${ms(disturbance(samples, fault))}`,
  )
}

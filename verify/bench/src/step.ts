import { percentile, type Sample } from '@slipway/harness'
import { round } from './statistics.ts'

export const BOUND = 250 // ms, for 99 of 100 requests
/** The load generator could not send them within the time: the rate was a lower one. */
const NOT_SENT = 'not sent'
const TOLERATED = 0.02 // of a step's requests, which may not be sent

export interface Step {
  /** Requests a second, each sent at its time whether the ones before have ended or not. */
  rate: number
  sent: number
  /** How many had each outcome: a status, the code of an error, or `not sent`. */
  outcomes: Record<string, number>
  /** From when a request was due to the end of the response, in ms. */
  p50: number
  p90: number
  p99: number
  p999: number
}

export function summariseStep(rate: number, seconds: number, samples: Sample[]): Step {
  const outcomes: Record<string, number> = {}
  const notSent = Math.round(rate * seconds) - samples.length
  if (notSent > TOLERATED * rate * seconds) outcomes[NOT_SENT] = notSent
  for (const { outcome } of samples) {
    const key = 'status' in outcome ? String(outcome.status) : outcome.failed
    outcomes[key] = (outcomes[key] ?? 0) + 1
  }
  const [p50, p90, p99, p999] = [0.5, 0.9, 0.99, 0.999].map((share) => round(percentile(samples, share))) as [
    number,
    number,
    number,
    number,
  ]
  return { rate, sent: samples.length, outcomes, p50, p90, p99, p999 }
}

/** Every request sent at its time and served (200, 201), and 99 of 100 within the bound. */
export const isGood = ({ sent, outcomes, p99 }: Step) =>
  (outcomes['200'] ?? 0) + (outcomes['201'] ?? 0) === sent && !outcomes[NOT_SENT] && p99 <= BOUND

export const formatStep = ({ rate, sent, outcomes, p99 }: Step) =>
  `${sent} at ${rate}/s, p99 ${p99} ms, ${JSON.stringify(outcomes)}`

/** Steps of rising rates, up to the first one that is not good; returns all of them. */
export async function climb<One extends Step>(
  title: string,
  rates: number[],
  run: (rate: number) => Promise<One>,
): Promise<One[]> {
  const steps: One[] = []
  for (const rate of rates) {
    let step = await run(rate)
    // Once more, as the machine may have been busy with something else.
    if (!isGood(step)) step = await run(rate)
    console.log(`  ${title}: ${formatStep(step)}`)
    steps.push(step)
    if (!isGood(step)) break
  }
  return steps
}

import { summarise } from '@slipway/bench'
import { isGood, type Visit } from './clients.ts'

/** What a second of clients' requests came to; each counts in the second in which it ended. */
export interface Second {
  /** Those that had a good response within the patience of their client. */
  good: number
  /** All that ended, and how often they were sent. */
  ended: number
  attempts: number
  /** How many had each outcome, of their last attempt. */
  outcomes: Record<string, number>
}

/** Second by second from a time on, as `performance.now()` counts. */
export function bySecond(visits: Visit[], from: number, seconds: number): Second[] {
  const all = Array.from(
    { length: seconds },
    (): Second => ({ good: 0, ended: 0, attempts: 0, outcomes: {} }),
  )
  for (const visit of visits) {
    const second = all[Math.floor((visit.end - from) / 1_000)]
    if (!second) continue
    if (isGood(visit.outcome)) second.good++
    second.ended++
    second.attempts += visit.attempts
    second.outcomes[visit.outcome] = (second.outcomes[visit.outcome] ?? 0) + 1
  }
  return all
}

/** The median of the goodput of some seconds: one in which the machine was busy decides nothing. */
export const typicalGoodput = (seconds: Second[]) => summarise(seconds.map(({ good }) => good)).median

/** For so many seconds in a row it must be back. */
const IN_A_ROW = 3

/**
 * How many seconds passed until the goodput was back at a share of what it was, for three seconds on average;
 * undefined where it never was.
 */
export function recovery(after: Second[], before: number, share: number): number | undefined {
  const isBack = (_: Second, i: number) => {
    const some = after.slice(i, i + IN_A_ROW)
    const sum = some.reduce((total, { good }) => total + good, 0)
    return some.length === IN_A_ROW && sum >= share * before * IN_A_ROW
  }
  const index = after.findIndex(isBack)
  return index < 0 ? undefined : index
}

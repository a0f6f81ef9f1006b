import type { RetryRule } from './load.ts'

/** The details of a Redis that is late, as it is where containers start on its own two cores: no failure of what starts. */
export const LATE_STORE = /^(The data store is unavailable|Outcome unknown: the data store)/

/**
 * Retries requests that the store was late for, by the detail of their 503, and nothing that a fault itself may do to a
 * request: an unavailable instance, a broken connection.
 */
export const retryAtStore = (detail: RegExp): RetryRule => ({
  share: 0.005,
  when: (outcome) =>
    'status' in outcome && outcome.status === 503 && detail.test((outcome.body as { detail: string }).detail),
})

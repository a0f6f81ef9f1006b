import type { RetryRule } from './load.ts'

/**
 * Retries requests that the store was late for, by the detail of their 503, and nothing that a fault itself may do to a
 * request: an unavailable instance, a broken connection.
 */
export const retryAtStore = (detail: RegExp): RetryRule => ({
  share: 0.005,
  when: (outcome) =>
    'status' in outcome && outcome.status === 503 && detail.test((outcome.body as { detail: string }).detail),
})

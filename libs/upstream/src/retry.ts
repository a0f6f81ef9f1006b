import { setTimeout as sleep } from 'node:timers/promises'
import { NOT_BEGUN_HEADER } from '@slipway/service-kit'
import { choose } from './balance.ts'
import type { Call, Send } from './call.ts'
import { UpstreamError } from './errors.ts'
import type { Instances } from './instances.ts'
import type { RetryBudget } from './retry-budget.ts'

/** Methods that may be repeated: doing it twice is as doing it once (RFC 9110, 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])
const LONGEST_PAUSE = 50 // ms

export interface RetryOptions {
  /** How many instances are asked at the most. */
  attempts: number
  budget: RetryBudget
}

/** Asks another instance where one failed, if that is safe, within the budget, and before the deadline. */
export const retry =
  (instances: Instances, { attempts, budget }: RetryOptions, send: Send): Send =>
  async (call) => {
    budget.deposit()
    for (let attempt = 1; ; attempt++) {
      const mayRetry = () =>
        attempt < attempts && choose(instances.all, call.tried) !== undefined && budget.withdraw()
      try {
        const answer = await send(call)
        const begun = answer.status !== 503 || !answer.headers[NOT_BEGUN_HEADER]
        if (begun || !mayRetry()) return answer
      } catch (error) {
        if (!isSafe(call, error) || !mayRetry()) throw error
      }
      // Full jitter: callers that failed together do not come back together.
      // https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
      await sleep(Math.random() * LONGEST_PAUSE)
      if (performance.now() >= call.deadline) {
        throw new UpstreamError('DEADLINE_PASSED', 'no time is left for another attempt', { sent: true })
      }
    }
  }

function isSafe({ method, headers }: Call, error: unknown): boolean {
  if (!(error instanceof UpstreamError)) return false
  return !error.sent || IDEMPOTENT.has(method) || headers['idempotency-key'] !== undefined
}

import { setTimeout as sleep } from 'node:timers/promises'
import { NOT_BEGUN_HEADER } from '@slipway/service-kit'
import { choose } from './balance.ts'
import type { Answer, Call, Send } from './call.ts'
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

/**
 * Asks another instance where one failed, if that is safe, within the budget, and before the deadline.
 * @throws UpstreamError with `sent` where any of the attempts may have been received.
 */
export const retry =
  (instances: Instances, { attempts, budget }: RetryOptions, send: Send): Send =>
  async (call) => {
    budget.deposit()
    let received: UpstreamError | undefined
    for (let attempt = 1; ; attempt++) {
      const outcome = await send(call).catch((error: Error) => error)
      if (!maySendAgain(call, outcome)) return orThrow(outcome)
      if (outcome instanceof UpstreamError && outcome.sent) received = outcome
      const another =
        attempt < attempts &&
        performance.now() < call.deadline &&
        choose(instances.all, call.tried) !== undefined &&
        budget.withdraw()
      // That a later attempt was not begun says nothing of an earlier one: how it ended is not known.
      if (!another) return orThrow(received ?? outcome)
      // Full jitter: callers that failed together do not come back together.
      // https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
      await sleep(Math.random() * LONGEST_PAUSE)
      if (performance.now() >= call.deadline) {
        const sent = received !== undefined
        throw new UpstreamError('DEADLINE_PASSED', 'no time is left for another attempt', { sent })
      }
    }
  }

function maySendAgain({ method, headers }: Call, outcome: Answer | Error): boolean {
  if (!(outcome instanceof Error)) return outcome.status === 503 && !!outcome.headers[NOT_BEGUN_HEADER]
  if (!(outcome instanceof UpstreamError)) return false
  return !outcome.sent || IDEMPOTENT.has(method) || headers['idempotency-key'] !== undefined
}

function orThrow(outcome: Answer | Error): Answer {
  if (outcome instanceof Error) throw outcome
  return outcome
}

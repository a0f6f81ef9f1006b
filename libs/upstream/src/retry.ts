import { setTimeout as wait } from 'node:timers/promises'
import { NOT_PROCESSED_HEADER } from '@slipway/contracts'
import { publish } from '@slipway/observe'
import { choose } from './balance.ts'
import { type AnyResponse, aboutCall, type Call, type Send } from './call.ts'
import { codeOf, isFailure, UpstreamError } from './errors.ts'
import type { Instances } from './instances.ts'
import type { RetryBudget } from './retry-budget.ts'

/** RFC 9110, 9.2.2: repeating such a request has the same effect as sending it once. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])
const MAX_PAUSE = 50 // ms

export interface RetryOptions {
  /** Attempts per request, the first one included; each goes to another instance. */
  attempts: number
  budget: RetryBudget
  /** The pause before a retry, in ms; replaced in tests. */
  sleep?: (ms: number) => Promise<unknown>
}

/**
 * Retries a failed attempt on another instance, if that is safe, within the budget and before the deadline.
 * @throws UpstreamError; `sent` if any of the attempts may have been received.
 */
export const retry =
  (instances: Instances, { attempts, budget, sleep = wait }: RetryOptions, send: Send): Send =>
  async (call) => {
    budget.deposit()
    let received: UpstreamError | undefined
    const retried: string[] = []
    for (let attempt = 1; ; attempt++) {
      const started = performance.now()
      const outcome = await send(call).catch((error: Error) => error)
      if (!isRetryable(call, outcome)) return withRetries(orThrow(outcome), retried)
      if (outcome instanceof UpstreamError && outcome.sent) received = outcome
      const reason = outcome instanceof Error ? codeOf(outcome) : String(outcome.status)
      const event = { ...aboutCall(call), attempt, reason }
      const possible =
        attempt < attempts &&
        performance.now() < call.deadline &&
        choose(instances.all, call.tried) !== undefined
      const another = possible && budget.withdraw()
      if (possible) publish(another ? 'retry' : 'retry-refused', event)
      // An earlier attempt that may have been received decides: its outcome is unknown, whatever the last one was.
      if (!another) return withRetries(orThrow(received ?? outcome), retried)
      retried.push(timing(call, reason, performance.now() - started))
      // Full jitter: callers that failed at the same time do not retry at the same time.
      // https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
      await sleep(Math.random() * MAX_PAUSE)
      if (performance.now() >= call.deadline) {
        const sent = received !== undefined
        throw new UpstreamError('DEADLINE_PASSED', 'no time is left for another attempt', { sent })
      }
    }
  }

function isRetryable({ method, headers }: Call, outcome: AnyResponse | Error): boolean {
  if (!(outcome instanceof Error)) return outcome.status === 503 && !!outcome.headers[NOT_PROCESSED_HEADER]
  if (!(outcome instanceof UpstreamError) || !isFailure(outcome)) return false
  return !outcome.sent || IDEMPOTENT.has(method) || headers['idempotency-key'] !== undefined
}

function orThrow(outcome: AnyResponse | Error): AnyResponse {
  if (outcome instanceof Error) throw outcome
  return outcome
}

/** An entry of `Server-Timing` for an attempt that was followed by another one. */
function timing({ service, tried }: Call, reason: string, ms: number): string {
  const name = tried.at(-1)?.name ?? service
  return `retry;desc="${name} ${reason}";dur=${ms.toFixed(1)}`
}

function withRetries(response: AnyResponse, retried: string[]): AnyResponse {
  if (retried.length === 0) return response
  const timings = [response.headers['server-timing'], ...retried].filter((one) => one !== undefined)
  return { ...response, headers: { ...response.headers, 'server-timing': timings.join(', ') } }
}

import { balance } from '../src/balance.ts'
import type { Call, UpstreamResponse } from '../src/call.ts'
import { Ejection } from '../src/ejection.ts'
import { retry } from '../src/retry.ts'
import { RetryBudget } from '../src/retry-budget.ts'
import { knownInstances } from './fixtures.ts'
import { ok } from './outcomes.ts'

/** Retries over instances whose attempts end as the test wants; `attempted` are the origins, in order. There are no real pauses. */
export async function startRetrying(
  outcomes: (UpstreamResponse | Error)[],
  { instances = 5, attempts = 2, duration = 0, sleep = async (_ms: number) => {} } = {},
) {
  const known = await knownInstances(instances)
  const attempted: string[] = []
  const attempt = async (_call: Call, { origin }: { origin: string }) => {
    const outcome = outcomes[attempted.push(origin) - 1] ?? ok
    if (duration > 0) await new Promise((resolve) => setTimeout(resolve, duration))
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  const balanced = balance(known, new Ejection(0), attempt)
  return { attempted, send: retry(known, { attempts, budget: new RetryBudget(0.2), sleep }, balanced) }
}

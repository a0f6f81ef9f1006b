import { Agent } from 'undici'
import { attempt } from './attempt.ts'
import { balance } from './balance.ts'
import { breaker } from './breaker.ts'
import type { Answer, UpstreamRequest } from './call.ts'
import { Ejection } from './ejection.ts'
import { UpstreamError } from './errors.ts'
import { Instances, type Lookup } from './instances.ts'
import { retry } from './retry.ts'
import { RetryBudget } from './retry-budget.ts'
import type { UpstreamSettings } from './settings.ts'
import { takesConnections } from './takes-connections.ts'

export interface UpstreamOptions {
  urls: URL[]
  /** For one attempt, from choosing an instance to the last byte of its answer, in ms; 0 for any time. */
  timeout: number
  settings: UpstreamSettings
  /** Finds the addresses of a name. Default: the system's resolver. */
  lookup?: Lookup
}

/** A service that may have any number of instances, to be called as if it were one. */
export interface Upstream {
  /**
   * Sends a request to an instance of the service, and to another one where that fails and it is safe;
   * each is told how long it has.
   * @throws UpstreamError where there is no answer. An answer of any status is none.
   */
  request(request: UpstreamRequest): Promise<Answer>
  close(): Promise<void>
}

/** Reads from the inside out: an attempt is balanced; attempts are retried; the breaker is around it all. */
export async function createUpstream({
  urls,
  timeout,
  settings,
  lookup,
}: UpstreamOptions): Promise<Upstream> {
  const instances = new Instances(urls, lookup, takesConnections)
  await instances.start()
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 }) // an attempt counts its own time
  const limits = { timeout: timeout || Infinity, connectTimeout: settings.CONNECT_TIMEOUT_MS || Infinity }

  const balanced = balance(instances, new Ejection(settings.EJECTION_MS), (call, instance) =>
    attempt(agent, call, instance, limits),
  )
  const budget = new RetryBudget(settings.RETRY_BUDGET_PERCENT / 100)
  const retried = retry(instances, { attempts: settings.ATTEMPTS, budget }, balanced)
  const send = breaker({ failures: settings.BREAKER_FAILURES, openFor: settings.BREAKER_OPEN_MS }, retried)
  return {
    async request(request) {
      if (performance.now() >= request.deadline) {
        throw new UpstreamError('DEADLINE_PASSED', 'the caller has given up')
      }
      return send({ ...request, tried: [] })
    },
    async close() {
      instances.stop()
      await agent.destroy()
    },
  }
}

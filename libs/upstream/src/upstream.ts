import { ALL_PROTECTIONS, type Protections, type UpstreamState } from '@slipway/contracts'
import { publish } from '@slipway/observe'
import { Agent } from 'undici'
import { acceptsConnections } from './accepts-connections.ts'
import { attempt } from './attempt.ts'
import { balance } from './balance.ts'
import { breaker } from './breaker.ts'
import { type AnyResponse, aboutCall, type UpstreamRequest, type UpstreamResponse } from './call.ts'
import { CallerToken } from './caller-token.ts'
import type { CallerTokenLog } from './caller-token-expiry.ts'
import { Ejection, endEjections, isEjected, shareInUse } from './ejection.ts'
import { codeOf, UpstreamError } from './errors.ts'
import { type Instance, Instances, type Lookup } from './instances.ts'
import { limit } from './limit.ts'
import { protectedBy } from './protections.ts'
import { retry } from './retry.ts'
import { RetryBudget } from './retry-budget.ts'
import type { UpstreamSettings } from './settings.ts'
import { serverName } from './upstream-urls.ts'

export interface UpstreamOptions {
  /** The name of the service. */
  service: string
  urls: URL[]
  /** For one attempt, from choosing an instance to the last byte of its response, in ms; 0 disables. */
  timeout: number
  settings: UpstreamSettings
  /** Whether it is an API outside of this system: it is called by its host name, and learns no caller token. */
  outside?: boolean
  log: CallerTokenLog
  /** Default: the system's resolver. */
  lookup?: Lookup
}

/** A service with any number of instances, called as if it were one. */
export interface Upstream {
  /**
   * Sends a request to an instance of the service, and retries on another one if that fails and it is safe.
   * @throws UpstreamError if there is no response. A response of any status is not an error.
   */
  request(request: UpstreamRequest & { stream: true }): Promise<AnyResponse>
  request(request: UpstreamRequest): Promise<UpstreamResponse>
  /** What is known of the service now. */
  state(): UpstreamState
  /** Switches protections off and on again; all are on. Only for lessons (service-kit: `lessons/`). */
  protect(changes: Partial<Protections>): void
  close(): Promise<void>
}

/** Composes the layers from the inside out: attempt, balance, retry, breaker, limit. */
export async function createUpstream({
  service,
  urls,
  timeout,
  settings,
  outside = false,
  log,
  lookup,
}: UpstreamOptions): Promise<Upstream> {
  const instances = new Instances(urls, lookup, acceptsConnections, service)
  await instances.start()
  const agent = new Agent({
    headersTimeout: 0, // an attempt has its own timers
    bodyTimeout: 0,
    connect: { servername: serverName(service, urls) },
  })
  const { CALLER_TOKEN_FILE: tokenFile } = settings
  const callerToken = tokenFile && !outside ? new CallerToken(tokenFile, service, log) : undefined
  const options = {
    timeout: timeout || Infinity,
    connectTimeout: settings.CONNECT_TIMEOUT_MS || Infinity,
    callerToken,
    host: outside ? urls[0]!.host : undefined,
  }

  const protections = { ...ALL_PROTECTIONS }
  const ejection = new Ejection(settings.EJECTION_MS, () => protections.ejection)
  const balanced = balance(instances, ejection, (call, instance) => attempt(agent, call, instance, options))
  const budget = new RetryBudget(settings.RETRY_BUDGET_PERCENT / 100)
  const retrying = retry(instances, { attempts: settings.ATTEMPTS, budget }, balanced)
  const retried = protectedBy(() => protections.retries, retrying, balanced)
  const guarded = breaker({ failures: settings.BREAKER_FAILURES, openFor: settings.BREAKER_OPEN_MS }, retried)
  const switched = protectedBy(() => protections.breaker, guarded.send, retried)
  const limited = limit(
    settings.MAX_IN_FLIGHT_PER_UPSTREAM,
    switched,
    () => protections.shedding,
    () => shareInUse(instances.all),
  )
  return {
    async request(request: UpstreamRequest): Promise<never> {
      const call = { ...request, service, tried: [] }
      try {
        if (performance.now() >= request.deadline) {
          throw new UpstreamError('DEADLINE_PASSED', "the caller's deadline has passed")
        }
        // `never`: which body it is, the overloads say.
        return (await limited.send(call)) as never
      } catch (error) {
        if (call.tried.length === 0) {
          publish('call-refused', { ...aboutCall(call), reason: codeOf(error) })
        }
        throw error
      }
    },
    state: () => ({
      service,
      inFlight: limited.inFlight(),
      breaker: protections.breaker ? guarded.state() : 'closed',
      retriesLeft: budget.left,
      instances: instances.all.map(stateOf),
    }),
    protect(changes) {
      Object.assign(protections, changes)
      if (!protections.ejection) endEjections(instances.all)
    },
    async close() {
      instances.stop()
      callerToken?.stop()
      await agent.destroy()
    },
  }
}

function stateOf(instance: Instance): UpstreamState['instances'][number] {
  const { origin, name, inFlight, skipUntil } = instance
  const now = performance.now()
  const draining = skipUntil > now ? 'draining' : 'available'
  return { origin, name, inFlight, state: isEjected(instance, now) ? 'ejected' : draining }
}

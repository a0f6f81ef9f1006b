import { DRAINING_HEADER, NOT_PROCESSED_HEADER } from '@slipway/contracts'
import { publish, trace } from '@slipway/observe'
import { type AnyResponse, aboutCall, type Call, requestIdOf, type Send } from './call.ts'
import { type Ejection, isAvailable, isEjected } from './ejection.ts'
import { codeOf, isFailure, UpstreamError } from './errors.ts'
import type { Instance, Instances } from './instances.ts'
import { onceComplete } from './limit.ts'

/** How long a draining instance is skipped. Not forever: its successor may get the same address. */
const DRAINING_SKIP = 2_000 // ms

/** How long a 5xx still counts as in flight: an instance that fails fast would look idle and get most requests. */
const FAILED_IN_FLIGHT = 100 // ms

/**
 * Chooses an instance for each request (not for each connection), and records how the attempt went.
 * @throws UpstreamError NO_INSTANCE, or what `attempt` throws.
 */
export const balance =
  (
    instances: Instances,
    ejection: Ejection,
    attempt: (call: Call, instance: Instance) => Promise<AnyResponse>,
  ): Send =>
  async (call) => {
    const instance = choose(instances.all, call.tried)
    if (!instance) throw new UpstreamError('NO_INSTANCE', 'no instance is known')
    call.tried.push(instance)
    instance.inFlight++
    const release = () => void instance.inFlight--
    const started = performance.now()
    const about = { ...aboutCall(call), origin: instance.origin }
    const ended = (status: number | undefined, error: string | undefined) =>
      publish('attempt-ended', {
        service: call.service,
        instance: instance.name,
        method: call.method,
        status,
        error,
        ms: performance.now() - started,
      })
    const failed = (reason: string, sent: boolean) =>
      publish('attempt-failed', {
        ...about,
        instance: instance.name,
        attempt: call.tried.length,
        reason,
        sent,
        ms: performance.now() - started,
      })
    try {
      const response = await traced(call, instance, () => attempt(call, instance))
      if (response.status >= 500) setTimeout(release, FAILED_IN_FLIGHT).unref()
      else onceComplete(response.body, release)
      instance.name = nameOf(response) ?? instance.name
      ended(response.status, undefined)
      if (response.headers[NOT_PROCESSED_HEADER]) failed(String(response.status), false)
      if (ejection.succeeded(instance)) publish('ejection-ended', { ...about, instance: instance.name })
      if (response.headers[DRAINING_HEADER]) instance.skipUntil = performance.now() + DRAINING_SKIP
      else if (instance.failures === 0) instance.skipUntil = 0 // its successor has responded
      return response
    } catch (error) {
      release()
      ended(undefined, codeOf(error))
      failed(codeOf(error), error instanceof UpstreamError && error.sent)
      const ms = isFailure(error) ? ejection.failed(instance, instances.all) : 0
      if (ms > 0) {
        publish('ejection', { ...about, instance: instance.name, failures: instance.failures, ms })
      }
      throw error
    }
  }

/**
 * The less busy of two instances chosen at random: nearly as even as the least busy of all, and many callers do
 * not choose the same one at once (Mitzenmacher, "The power of two choices in randomized load balancing").
 */
export function choose(
  all: readonly Instance[],
  tried: readonly Instance[] = [],
  now = performance.now(),
): Instance | undefined {
  const untried = tried.length === 0 ? all : all.filter((instance) => !tried.includes(instance))
  let candidates: readonly Instance[] = untried.filter((instance) => isAvailable(instance, now))
  // A draining instance, which may have been replaced by now, is better than an ejected one, and that better than none.
  if (candidates.length === 0) candidates = untried.filter((instance) => !isEjected(instance, now))
  if (candidates.length === 0) candidates = untried
  const first = Math.floor(Math.random() * candidates.length)
  const second = (first + 1 + Math.floor(Math.random() * (candidates.length - 1))) % candidates.length
  const [a, b] = [candidates[first], candidates[second]]
  return a && b && b.inFlight < a.inFlight ? b : a
}

const traced = (call: Call, { origin, name }: Instance, run: () => Promise<AnyResponse>) =>
  trace(
    'attempt',
    {
      service: call.service,
      origin,
      instance: name,
      requestId: requestIdOf(call),
      method: call.method,
      path: call.path,
      attempt: call.tried.length,
      headers: call.headers,
    },
    run,
  )

const OWN_NAME = /^[^;,]*;desc="([^"]+)"/

/** How the instance that responded calls itself: the first entry of its `Server-Timing`. */
function nameOf({ headers }: AnyResponse): string | undefined {
  const timing = headers['server-timing']
  return typeof timing === 'string' ? OWN_NAME.exec(timing)?.[1] : undefined
}

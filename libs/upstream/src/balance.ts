import { DRAINING_HEADER } from '@slipway/service-kit'
import type { Answer, Call, Send } from './call.ts'
import { type Ejection, mayBeAsked } from './ejection.ts'
import { isFailure, UpstreamError } from './errors.ts'
import type { Instance, Instances } from './instances.ts'

/** How long an instance that said it leaves is left alone; a fixed address may soon hold its successor. */
const LEAVING = 2_000 // ms

/** How long an answered 5xx counts as in flight: one that fails at once would look idle, and be chosen for most. */
const FAILED = 100 // ms

/**
 * Sends each request, not each connection, to an instance of its own choosing, and keeps in mind how that went.
 * @throws UpstreamError NO_INSTANCE, or what `ask` throws.
 */
export const balance =
  (
    instances: Instances,
    ejection: Ejection,
    ask: (call: Call, instance: Instance) => Promise<Answer>,
  ): Send =>
  async (call) => {
    const instance = choose(instances.all, call.tried)
    if (!instance) throw new UpstreamError('NO_INSTANCE', 'no instance is known')
    call.tried.push(instance)
    instance.inFlight++
    let failed = false
    try {
      const answer = await ask(call, instance)
      failed = answer.status >= 500
      ejection.succeeded(instance)
      if (answer.headers[DRAINING_HEADER]) instance.passedOverUntil = Date.now() + LEAVING
      return answer
    } catch (error) {
      if (isFailure(error)) ejection.failed(instance, instances.all)
      throw error
    } finally {
      if (failed) setTimeout(() => instance.inFlight--, FAILED).unref()
      else instance.inFlight--
    }
  }

/**
 * The less busy of two instances drawn at random: nearly as even as asking all, and many callers do not run
 * for the same one at once (Mitzenmacher, "The power of two choices in randomized load balancing").
 */
export function choose(
  all: readonly Instance[],
  tried: readonly Instance[] = [],
  now = Date.now(),
): Instance | undefined {
  const untried = tried.length === 0 ? all : all.filter((instance) => !tried.includes(instance))
  const open = untried.filter((instance) => mayBeAsked(instance, now))
  const candidates = open.length > 0 ? open : untried // better one that leaves than none
  const first = Math.floor(Math.random() * candidates.length)
  const second = (first + 1 + Math.floor(Math.random() * (candidates.length - 1))) % candidates.length
  const [a, b] = [candidates[first], candidates[second]]
  return a && b && b.inFlight < a.inFlight ? b : a
}

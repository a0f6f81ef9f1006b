import type { Dispatcher } from 'undici'
import { UpstreamError } from './errors.ts'
import { PassOn } from './handler.ts'
import type { Instance, Instances } from './instances.ts'

/** What one request carries through the interceptors beside undici's own options. */
export type BalancedOptions = Dispatcher.DispatchOptions & { tried?: Set<Instance> }

/** Sends each request, not each connection, to an instance of its own choosing. */
export const balance =
  (instances: Instances): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options: BalancedOptions, handler) => {
    const instance = choose(instances.all, options.tried)
    if (!instance) {
      handler.onResponseError?.(null as never, new UpstreamError('NO_INSTANCE', 'no instance is known'))
      return true
    }
    options.tried?.add(instance)
    return dispatch({ ...options, origin: instance.origin }, new InFlight(handler, instance))
  }

/**
 * The less busy of two instances drawn at random: nearly as even as asking all, and many callers do not run
 * for the same one at once (Mitzenmacher, "The power of two choices in randomized load balancing").
 */
export function choose(
  all: readonly Instance[],
  tried?: Set<Instance>,
  now = Date.now(),
): Instance | undefined {
  const untried = all.filter((instance) => !tried?.has(instance))
  const open = untried.filter((instance) => instance.passedOverUntil <= now)
  const candidates = open.length > 0 ? open : untried // better one that leaves than none
  const first = Math.floor(Math.random() * candidates.length)
  const second = (first + 1 + Math.floor(Math.random() * (candidates.length - 1))) % candidates.length
  const [a, b] = [candidates[first], candidates[second]]
  return a && b && b.inFlight < a.inFlight ? b : a
}

class InFlight extends PassOn {
  readonly #instance: Instance

  constructor(next: Dispatcher.DispatchHandler, instance: Instance) {
    super(next)
    this.#instance = instance
    instance.inFlight++
  }

  override onResponseEnd(...event: Parameters<PassOn['onResponseEnd']>): void {
    this.#instance.inFlight--
    super.onResponseEnd(...event)
  }

  override onResponseError(...event: Parameters<PassOn['onResponseError']>): void {
    this.#instance.inFlight--
    super.onResponseError(...event)
  }
}

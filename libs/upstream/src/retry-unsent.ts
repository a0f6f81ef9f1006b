import type { Dispatcher } from 'undici'
import { type BalancedOptions, choose } from './balance.ts'
import { PassOn } from './handler.ts'
import type { Instance, Instances } from './instances.ts'

/**
 * Tries another instance where the first one was never sent the request (refused, unreachable, no
 * connection in time). That is safe for every method, as nothing can have happened.
 */
export const retryUnsent =
  (instances: Instances, attempts: number): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) => {
    const tried = new Set<Instance>()
    const attempt = (number: number): boolean =>
      dispatch(
        { ...options, tried } as BalancedOptions,
        new Unsent(handler, () => {
          if (number >= attempts || !choose(instances.all, tried)) return false
          attempt(number + 1)
          return true
        }),
      )
    return attempt(1)
  }

class Unsent extends PassOn {
  #sent = false
  readonly #retry: () => boolean

  constructor(next: Dispatcher.DispatchHandler, retry: () => boolean) {
    super(next)
    this.#retry = retry
  }

  override onRequestStart(...event: Parameters<PassOn['onRequestStart']>): void {
    this.#sent = true
    super.onRequestStart(...event)
  }

  override onResponseError(...event: Parameters<PassOn['onResponseError']>): void {
    if (this.#sent || !this.#retry()) super.onResponseError(...event)
  }
}

import { DRAINING_HEADER } from '@slipway/service-kit'
import type { Dispatcher } from 'undici'
import { PassOn } from './handler.ts'
import type { Instances } from './instances.ts'

/** How long an instance that said it leaves is left alone; a fixed address may soon hold its successor. */
const PASS_OVER = 2_000 // ms

/** An answer may say that its instance leaves: the next requests go to another one. */
export const leaveDrainingAlone =
  (instances: Instances): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) =>
    dispatch(options, new DrainingWatch(handler, instances, String(options.origin)))

class DrainingWatch extends PassOn {
  readonly #instances: Instances
  readonly #origin: string

  constructor(next: Dispatcher.DispatchHandler, instances: Instances, origin: string) {
    super(next)
    this.#instances = instances
    this.#origin = origin
  }

  override onResponseStart(...event: Parameters<PassOn['onResponseStart']>): void {
    const [, , headers] = event
    if (headers[DRAINING_HEADER]) {
      const instance = this.#instances.all.find(({ origin }) => origin === this.#origin)
      if (instance) instance.passedOverUntil = Date.now() + PASS_OVER
    }
    super.onResponseStart(...event)
  }
}

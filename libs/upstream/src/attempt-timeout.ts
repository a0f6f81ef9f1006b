import type { Dispatcher } from 'undici'
import { UpstreamError } from './errors.ts'
import { PassOn } from './handler.ts'

/**
 * Gives up on an attempt that is not on a connection after `connectTimeout` ms, or not answered in full
 * after `timeout` ms. undici has timeouts of its own, but counts them in steps of half a second.
 */
export const attemptTimeout =
  (timeout: number, connectTimeout: number): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) =>
    dispatch(options, new Timed(handler, timeout, connectTimeout))

class Timed extends PassOn {
  #controller: Dispatcher.DispatchController | undefined
  #expired: UpstreamError | undefined
  readonly #connectTimer: NodeJS.Timeout
  readonly #timer: NodeJS.Timeout

  constructor(next: Dispatcher.DispatchHandler, timeout: number, connectTimeout: number) {
    super(next)
    this.#connectTimer = setTimeout(() => {
      this.#expire(new UpstreamError('CONNECT_TIMEOUT', `no connection within ${connectTimeout} ms`))
    }, connectTimeout)
    this.#timer = setTimeout(() => {
      this.#expire(new UpstreamError('ATTEMPT_TIMEOUT', `no answer within ${timeout} ms`))
    }, timeout)
  }

  override onRequestStart(...event: Parameters<PassOn['onRequestStart']>): void {
    const [controller] = event
    clearTimeout(this.#connectTimer)
    // The connection came too late: the caller was told that nothing was sent, and nothing shall be.
    if (this.#expired) {
      controller.abort(this.#expired)
      return
    }
    this.#controller = controller
    super.onRequestStart(...event)
  }

  override onResponseEnd(...event: Parameters<PassOn['onResponseEnd']>): void {
    this.#stop()
    super.onResponseEnd(...event)
  }

  override onResponseError(...event: Parameters<PassOn['onResponseError']>): void {
    this.#stop()
    if (!this.#expired || this.#controller) super.onResponseError(...event)
  }

  #expire(error: UpstreamError): void {
    this.#stop()
    this.#expired = error
    if (this.#controller) this.#controller.abort(error)
    else this.next.onResponseError?.(null as never, error)
  }

  #stop(): void {
    clearTimeout(this.#connectTimer)
    clearTimeout(this.#timer)
  }
}

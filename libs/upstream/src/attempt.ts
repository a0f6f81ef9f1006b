import type { IncomingHttpHeaders } from 'node:http'
import { CALLER_TOKEN_HEADER, DEADLINE_HEADER } from '@slipway/contracts'
import { type Dispatcher, errors } from 'undici'
import type { AnyResponse, Call } from './call.ts'
import { UpstreamError, type UpstreamErrorCode } from './errors.ts'
import type { Instance } from './instances.ts'
import { ResponseBody } from './response-body.ts'

export interface AttemptOptions {
  /** From choosing an instance to the last byte of its response (streamed: the first 64 KiB), in ms; Infinity disables. */
  timeout: number
  /** For getting a connection, in ms; Infinity disables. */
  connectTimeout: number
  callerToken?: { readonly value: string }
  /** The host name of an API outside of this system: it gets that, and no deadline. */
  host?: string
}

/**
 * Sends a request to one instance, once, with the remaining time, and the caller's token, in headers.
 * @throws UpstreamError UNREACHABLE, BROKEN or TIMEOUT; DEADLINE_PASSED if the caller left it too little time;
 * ABORTED by the caller; TOO_LARGE.
 */
export function attempt(
  dispatcher: Dispatcher,
  { method, path, headers, body, deadline, signal, stream = false }: Call,
  { origin }: Instance,
  { timeout, connectTimeout, callerToken, host }: AttemptOptions,
): Promise<AnyResponse> {
  const remaining = Math.ceil(Math.min(timeout, deadline - performance.now()))
  // With far less time than usual, a failure says nothing about the instance.
  const shortened = remaining < timeout / 2
  const sent = { ...headers }
  if (host) sent.host = host
  else if (remaining < Infinity) sent[DEADLINE_HEADER] = String(remaining)
  if (callerToken) sent[CALLER_TOKEN_HEADER] = callerToken.value
  const { promise, resolve, reject } = Promise.withResolvers<AnyResponse>()
  const handler = new Attempt(resolve, reject, { remaining, shortened, connectTimeout }, stream)
  signal?.addEventListener('abort', handler.abort, { once: true })
  if (signal?.aborted) handler.abort()
  else dispatcher.dispatch({ origin, method, path, body, headers: sent }, handler)
  return promise
}

interface AttemptTime {
  /** For the whole attempt, in ms. */
  remaining: number
  /** Whether that is far less than the usual timeout, because of the caller's deadline. */
  shortened: boolean
  connectTimeout: number
}

/** Undici's callbacks for one request. Has its own timers, as undici's have a resolution of half a second. */
class Attempt implements Dispatcher.DispatchHandler {
  readonly #resolve: (response: AnyResponse) => void
  readonly #reject: (error: Error) => void
  readonly #start = performance.now()
  readonly #time: AttemptTime
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #controller: Dispatcher.DispatchController | undefined
  #failed: UpstreamError | undefined
  #status = 0
  #headers: IncomingHttpHeaders = {}
  readonly #body = new ResponseBody()
  readonly #stream: boolean

  constructor(
    resolve: (response: AnyResponse) => void,
    reject: (error: Error) => void,
    time: AttemptTime,
    stream: boolean,
  ) {
    this.#stream = stream
    this.#resolve = resolve
    this.#reject = reject
    this.#time = time
    const { remaining, shortened, connectTimeout } = time
    const timeout = Math.min(connectTimeout, remaining)
    const code = shortened && remaining < connectTimeout ? 'DEADLINE_PASSED' : 'UNREACHABLE'
    this.#startTimer(timeout, code, `no connection within ${timeout} ms`)
  }

  /** There is a connection and the request is about to be written: from now on it may be received. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Too late: the attempt has failed with `sent: false`, so the request must not be sent.
    if (this.#failed) {
      controller.abort(this.#failed)
      return
    }
    this.#controller = controller
    this.#stopTimer()
    const { remaining, shortened } = this.#time
    // Rounded up: setTimeout drops fractions, and firing before the deadline would allow a pointless retry.
    const rest = Math.max(0, Math.ceil(remaining - (performance.now() - this.#start)))
    this.#startTimer(rest, shortened ? 'DEADLINE_PASSED' : 'TIMEOUT', `no response within ${remaining} ms`)
  }

  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status // called for informational (1xx) responses too: the last call has the final status
    this.#headers = headers
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body.add(chunk, controller)
    if (!this.#stream) {
      if (this.#body.isTooLarge) this.#fail('TOO_LARGE', 'the response is larger than 1 MiB')
    } else if (this.#body.shouldStream(this.#headers['content-type'])) {
      this.#stopTimer()
      this.#resolve({ status: this.#status, headers: this.#headers, body: this.#body.toStream(controller) })
    }
  }

  onResponseEnd(): void {
    this.#stopTimer()
    const body = this.#body.end()
    if (body) this.#resolve({ status: this.#status, headers: this.#headers, body })
  }

  onResponseError(_controller: unknown, cause: Error): void {
    this.#stopTimer()
    if (this.#body.fail(cause)) return
    // The request itself is invalid: no instance has failed.
    if (cause instanceof errors.InvalidArgumentError) this.#reject(cause)
    else if (!this.#controller) this.#reject(new UpstreamError('UNREACHABLE', cause.message, { cause }))
    else this.#reject(new UpstreamError('BROKEN', cause.message, { sent: true, cause }))
  }

  #startTimer(ms: number, code: UpstreamErrorCode, message: string): void {
    if (ms === Infinity) return
    this.#timer = setTimeout(() => {
      // After a blocked event loop timers run first: read what has arrived before failing the attempt.
      this.#immediate = setImmediate(() => this.#fail(code, message))
    }, ms)
  }

  /** Fails the attempt now, whatever may still arrive. */
  #fail(code: UpstreamErrorCode, message: string): void {
    this.#stopTimer()
    this.#failed = new UpstreamError(code, message, { sent: this.#controller !== undefined })
    this.#reject(this.#failed)
    this.#controller?.abort(this.#failed)
  }

  readonly abort = (): void => this.#fail('ABORTED', 'the caller has aborted the request')

  #stopTimer(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
  }
}

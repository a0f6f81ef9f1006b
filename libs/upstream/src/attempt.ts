import type { IncomingHttpHeaders } from 'node:http'
import { DEADLINE_HEADER } from '@slipway/service-kit'
import { type Dispatcher, errors } from 'undici'
import type { Answer, Call } from './call.ts'
import { UpstreamError, type UpstreamErrorCode } from './errors.ts'
import type { Instance } from './instances.ts'

export interface AttemptOptions {
  /** From choosing an instance to the last byte of its answer, in ms; Infinity for any time. */
  timeout: number
  /** For being on a connection, in ms; Infinity for any time. */
  connectTimeout: number
}

/**
 * Asks one instance, once, and tells it how long it has.
 * @throws UpstreamError UNREACHABLE, BROKEN or TIMEOUT; DEADLINE_PASSED where its caller left it too little time.
 */
export function attempt(
  dispatcher: Dispatcher,
  { method, path, headers, body, deadline }: Call,
  { origin }: Instance,
  { timeout, connectTimeout }: AttemptOptions,
): Promise<Answer> {
  const patience = Math.ceil(Math.min(timeout, deadline - performance.now()))
  const timely = patience < Infinity ? { ...headers, [DEADLINE_HEADER]: String(patience) } : headers
  const cutShort = patience < timeout / 2 // such an attempt says nothing of the instance
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(
      { origin, method, path, body, headers: timely },
      new Attempt(resolve, reject, { patience, cutShort, connectTimeout }),
    )
  })
}

interface Patience {
  /** All the time that it has, in ms. */
  patience: number
  /** Whether that is far less than usual, as its caller cannot wait. */
  cutShort: boolean
  connectTimeout: number
}

/** What undici tells of one request. The timers are our own: undici's count in steps of half a second. */
class Attempt implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Answer) => void
  readonly #reject: (error: Error) => void
  readonly #start = performance.now()
  readonly #patience: number
  readonly #cutShort: boolean
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #controller: Dispatcher.DispatchController | undefined
  #gaveUp: UpstreamError | undefined
  #status = 0
  #headers: IncomingHttpHeaders = {}
  readonly #chunks: Buffer[] = []

  constructor(
    resolve: (answer: Answer) => void,
    reject: (error: Error) => void,
    { patience, cutShort, connectTimeout }: Patience,
  ) {
    this.#resolve = resolve
    this.#reject = reject
    this.#patience = patience
    this.#cutShort = cutShort
    const wait = Math.min(connectTimeout, patience)
    const code = cutShort && patience < connectTimeout ? 'DEADLINE_PASSED' : 'UNREACHABLE'
    this.#giveUpAfter(wait, code, `no connection within ${wait} ms`)
  }

  /** There is a connection, and the request is about to be written: from here on it may be received. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // The connection came too late: the caller was told that nothing was sent, and nothing shall be.
    if (this.#gaveUp) {
      controller.abort(this.#gaveUp)
      return
    }
    this.#controller = controller
    this.#waitNoMore()
    const remaining = Math.max(0, this.#patience - (performance.now() - this.#start)) // the loop may be late
    const code = this.#cutShort ? 'DEADLINE_PASSED' : 'TIMEOUT'
    this.#giveUpAfter(remaining, code, `no answer within ${this.#patience} ms`)
  }

  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status // the last one counts: those below 200 come before it
    this.#headers = headers
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#waitNoMore()
    const [first, ...more] = this.#chunks
    const body = first && more.length === 0 ? first : Buffer.concat(this.#chunks)
    this.#resolve({ status: this.#status, headers: this.#headers, body })
  }

  onResponseError(_controller: unknown, cause: Error): void {
    this.#waitNoMore()
    if (cause instanceof errors.InvalidArgumentError)
      this.#reject(cause) // no instance is to blame for that
    else if (!this.#controller) this.#reject(new UpstreamError('UNREACHABLE', cause.message, { cause }))
    else this.#reject(new UpstreamError('BROKEN', cause.message, { sent: true, cause }))
  }

  #giveUpAfter(ms: number, code: UpstreamErrorCode, message: string): void {
    if (ms === Infinity) return
    this.#timer = setTimeout(() => {
      // After a blocked event loop timers run first: what has arrived meanwhile is heard before anyone is blamed.
      this.#immediate = setImmediate(() => {
        this.#gaveUp = new UpstreamError(code, message, { sent: this.#controller !== undefined })
        this.#reject(this.#gaveUp)
        this.#controller?.abort(this.#gaveUp)
      })
    }, ms)
  }

  #waitNoMore(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
  }
}

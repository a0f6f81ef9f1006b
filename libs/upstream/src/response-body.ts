import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'

/** Up to this size a response is read completely before it is passed on, and can be retried until then. */
const BUFFERED = 64 * 1024 // bytes
/** The most that a caller that does not stream accepts. */
const LARGEST = 1024 * 1024 // bytes

/** Collects a response's body; turns into a stream once there is more than may be buffered, or it is a stream of events. */
export class ResponseBody {
  readonly #chunks: Buffer[] = []
  #size = 0
  #stream: Readable | undefined

  /** Adds a chunk; with a stream, the connection is paused while its reader is behind (back-pressure). */
  add(chunk: Buffer, controller: Dispatcher.DispatchController): void {
    if (this.#stream) {
      if (!this.#stream.push(chunk)) controller.pause()
      return
    }
    this.#chunks.push(chunk)
    this.#size += chunk.length
  }

  get isTooLarge(): boolean {
    return this.#size > LARGEST
  }

  shouldStream(contentType: string | undefined): boolean {
    return !this.#stream && (this.#size > BUFFERED || !!contentType?.startsWith('text/event-stream'))
  }

  /** What has arrived so far and what follows, as a stream; destroying it aborts the request. */
  toStream(controller: Dispatcher.DispatchController): Readable {
    this.#stream = new Readable({
      read: () => controller.resume(),
      destroy(error, callback) {
        if (!this.readableEnded) controller.abort(error ?? new Error('the reader has gone'))
        callback(error)
      },
    })
    for (const chunk of this.#chunks.splice(0)) this.#stream.push(chunk)
    return this.#stream
  }

  /** The complete body; undefined where it was streamed. */
  end(): Buffer | undefined {
    if (this.#stream) return void this.#stream.push(null)
    const [first, ...more] = this.#chunks
    return first && more.length === 0 ? first : Buffer.concat(this.#chunks)
  }

  /** Returns whether there was a stream, which then ends with the error. */
  fail(error: Error): boolean {
    this.#stream?.destroy(error)
    return this.#stream !== undefined
  }
}

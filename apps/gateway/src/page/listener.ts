import { Readable } from 'node:stream'

/** One page that listens to events. Each event replaces the one before, so what a slow reader misses is dropped. */
export class Listener extends Readable {
  /** The last topology that was sent. */
  topology = ''
  #wantsMore = true

  constructor() {
    super({ highWaterMark: 16 * 1024 })
    // EventSource connects again after this time, in ms.
    this.push('retry: 1000\n\n')
  }

  override _read(): void {
    this.#wantsMore = true
  }

  /** Sends text, unless the client has not read what was sent before. Returns whether it was sent. */
  offer(text: string): boolean {
    if (!this.#wantsMore || this.destroyed) return false
    this.#wantsMore = this.push(text)
    return true
  }

  end(): void {
    if (!this.readableEnded && !this.destroyed) this.push(null)
  }
}

/** An event as text/event-stream has it; `data` is one line. */
export const formatEvent = (event: string, data: string) => `event: ${event}\ndata: ${data}\n\n`

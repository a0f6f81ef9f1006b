import type { Socket } from 'node:net'

/**
 * Counts the requests that have no response yet, per connection: when a connection ends, its open requests
 * never get a response, and `onResponse` does not run for them.
 */
export class InFlight {
  total = 0
  readonly #open = new Map<Socket, number>()

  /** Returns whether the request counts: not on a connection that has already ended, as nothing would end it. */
  begin(socket: Socket): boolean {
    if (socket.destroyed) return false
    const open = this.#open.get(socket)
    if (open === undefined) socket.once('close', () => this.#endAll(socket))
    this.#open.set(socket, (open ?? 0) + 1)
    this.total++
    return true
  }

  end(socket: Socket): void {
    const open = this.#open.get(socket)
    if (open === undefined) return // the connection ended before, and the request with it
    this.#open.set(socket, open - 1)
    this.total--
  }

  #endAll(socket: Socket): void {
    this.total -= this.#open.get(socket) ?? 0
    this.#open.delete(socket)
  }
}

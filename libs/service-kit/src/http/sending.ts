import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Seconds without any progress while data waits to be sent. */
const STALL_TIMEOUT = 10
/** Seconds that a complete response may take to be sent, so that a client cannot read it byte by byte for hours. */
const SEND_TIMEOUT = 30

/** Follows how one connection sends its responses. Looks once a second and reads no clock: see Connections. */
export class Sending {
  readonly #socket: Socket
  readonly #responses: ServerResponse[] = []
  /** At the last look: the response that was being sent, and the bytes sent. */
  #first: ServerResponse | undefined
  #sent = 0
  /** For how many looks nothing was sent, and for how many the same complete response was being sent. */
  #stalled = 0
  #sending = 0

  constructor(socket: Socket) {
    this.#socket = socket
  }

  add(response: ServerResponse): void {
    this.#responses.push(response)
  }

  /** The responses that are not completely sent. They are sent in order; a listener for each would cost more. */
  unsent(): ServerResponse[] {
    while (this.#responses[0]?.writableFinished) this.#responses.shift()
    return this.#responses
  }

  /** To be called once a second: whether the client has had too long to read. */
  isStuck(): boolean {
    const [first] = this.unsent()
    const sent = bytesSent(this.#socket)
    const stalls = this.#socket.writableLength > 0 && sent === this.#sent
    const sends = first?.writableEnded && first === this.#first
    this.#stalled = stalls ? this.#stalled + 1 : 0
    this.#sending = sends ? this.#sending + 1 : 0
    this.#first = first
    this.#sent = sent
    return this.#stalled >= STALL_TIMEOUT || this.#sending >= SEND_TIMEOUT
  }
}

/**
 * The bytes that the kernel has taken. `bytesWritten` contains what still waits in the process, and `writableLength`
 * decreases only when a whole write is done, which can be megabytes. net.js reads `writeQueueSize` for its own timeout
 * (`Socket.prototype._onTimeout`), which is no use here: it also ends idle connections, and received bytes prolong it.
 */
function bytesSent(socket: Socket): number {
  const { _handle: handle } = socket as Socket & {
    _handle?: { bytesWritten: number; writeQueueSize: number } | null
  }
  return handle ? handle.bytesWritten - handle.writeQueueSize : 0
}

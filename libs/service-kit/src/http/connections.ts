import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import fp from 'fastify-plugin'
import { Sending } from './sending.ts'

export interface ConnectionLimits {
  /** Connections at the same time; 0 disables. */
  maxConnections: number
  /** Connections at the same time from one address; 0 disables. */
  maxPerAddress: number
  /** Addresses for which `maxPerAddress` does not apply: a proxy connects for many clients. */
  isTrusted: (address: string) => boolean
}

/** Why connections were closed, and how many. */
export interface ClosedConnections {
  /** They were above a limit. */
  aboveLimit?: number
  /** They pipelined too many requests. */
  pipelined?: number
  /** Their clients did not read the responses. */
  notRead?: number
  /** The client of the last one. */
  address?: string
}

/** Requests without a complete response, on one connection. Browsers and our own clients do not pipeline at all. */
const MAX_PIPELINED = 16
/** Connections above a limit that are accepted for one probe each, and the seconds that they have for it. */
const RESERVED = 32
const RESERVED_TIMEOUT = 2

const SWEEP_INTERVAL = 1_000 // ms

interface Connection {
  address: string
  sending: Sending
  /** For a connection above a limit: how many sweeps ago it was accepted. */
  reserved: number | undefined
}

/**
 * Bounds what clients can hold open without reading: connections, pipelined requests, and the time to send a response.
 * `sweep` is to be called once a second; it counts its calls and reads no clock, so that a process that was paused
 * closes nothing. Above a limit, connections are still accepted for probes: the orchestrator would restart a process
 * that other clients only keep busy. They may come from any address (Kubernetes, Docker), so the last few connections
 * are accepted from anyone, only probes are processed on them, and each new one replaces the oldest.
 */
export class Connections {
  readonly #limits: ConnectionLimits
  readonly #open = new Map<Socket, Connection>()
  readonly #perAddress = new Map<string, number>()
  /** Open connections, without the reserved ones. */
  #count = 0
  readonly #reserved = new Set<Socket>()
  #closed: ClosedConnections = {}

  constructor(limits: ConnectionLimits) {
    this.#limits = limits
  }

  add(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    const isReserved = this.#isFull(address)
    this.#open.set(socket, { address, sending: new Sending(socket), reserved: isReserved ? 0 : undefined })
    if (isReserved) this.#reserve(socket)
    else this.#addCount(address, 1)
    socket.once('close', () => {
      this.#open.delete(socket)
      this.#reserved.delete(socket)
      if (!isReserved) this.#addCount(address, -1)
    })
  }

  has(socket: Socket): boolean {
    return this.#open.has(socket)
  }

  /** Returns whether the request may be processed. If not, its connection is closed. */
  begin(socket: Socket, response: ServerResponse): boolean {
    const connection = this.#open.get(socket)
    if (!connection || socket.destroyed) return false
    if (connection.sending.unsent().length >= MAX_PIPELINED) {
      this.#close(socket, connection, 'pipelined')
      return false
    }
    connection.sending.add(response)
    return true
  }

  /** Whether only probes are processed on this connection. */
  isReserved(socket: Socket): boolean {
    return this.#reserved.has(socket)
  }

  /** The last of the responses that the client still waits for, except to a request that it has not sent completely. */
  lastResponse(socket: Socket): ServerResponse | undefined {
    const unsent = this.#open.get(socket)?.sending.unsent()
    return unsent?.findLast((response) => response.req.complete || response.headersSent)
  }

  /** Closes the connections whose time is over. Returns what was closed since the last sweep, if anything was. */
  sweep(): ClosedConnections | undefined {
    for (const [socket, connection] of this.#open) {
      if (connection.reserved !== undefined && connection.reserved++ >= RESERVED_TIMEOUT) {
        this.#close(socket, connection, 'aboveLimit')
      } else if (connection.sending.isStuck()) this.#close(socket, connection, 'notRead')
    }
    const closed = this.#closed
    this.#closed = {}
    return closed.address === undefined ? undefined : closed
  }

  #isFull(address: string): boolean {
    const { maxConnections, maxPerAddress, isTrusted } = this.#limits
    if (maxConnections > 0 && this.#count >= maxConnections) return true
    return maxPerAddress > 0 && (this.#perAddress.get(address) ?? 0) >= maxPerAddress && !isTrusted(address)
  }

  #reserve(socket: Socket): void {
    const [oldest] = this.#reserved
    if (oldest && this.#reserved.size >= RESERVED) {
      this.#reserved.delete(oldest)
      this.#close(oldest, this.#open.get(oldest)!, 'aboveLimit')
    }
    this.#reserved.add(socket)
  }

  #addCount(address: string, change: number): void {
    this.#count += change
    const count = (this.#perAddress.get(address) ?? 0) + change
    if (count > 0) this.#perAddress.set(address, count)
    else this.#perAddress.delete(address)
  }

  #close(socket: Socket, { address }: Connection, reason: Exclude<keyof ClosedConnections, 'address'>): void {
    if (socket.destroyed) return
    socket.destroy()
    this.#closed[reason] = (this.#closed[reason] ?? 0) + 1
    this.#closed.address = address
  }
}

/** Sweeps once a second; what was closed is one log line. */
export const connectionsPlugin = fp(async (app, { connections }: { connections: Connections }) => {
  const timer = setInterval(() => {
    const closed = connections.sweep()
    if (closed) app.log.warn(closed, 'connections closed')
  }, SWEEP_INTERVAL).unref()
  app.addHook('onClose', async () => clearInterval(timer))
})

import { connect, type Socket } from 'node:net'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'

export interface OpenLoadOptions {
  connections: number
  /** Requests a second, of all connections together. */
  rate: number
  seconds: number
}

export interface OpenLoad {
  requests: number
  /** Statuses from 400 on, failed connections, and requests without a response 2 s after the last one was due. */
  errors: number
  /** From when each request was due to the last byte of its response, in ms. */
  times: { ms: number }[]
}

/**
 * Sends each request when it is due, whether the ones before have ended or not. Its time counts from then, so that
 * waiting for a connection counts too: a generator that waits for responses first sends less while a gateway is slow,
 * and its percentiles leave that out ("coordinated omission"). It polls, as timers would be up to a millisecond late,
 * and uses sockets, as an HTTP client would cost as much as what is measured.
 */
export async function openLoad(
  url: string,
  { connections, rate, seconds }: OpenLoadOptions,
): Promise<OpenLoad> {
  const { hostname, port, pathname, host } = new URL(url)
  const head = `GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\n\r\n`
  const times: { ms: number }[] = []
  const waiting: number[] = [] // when they were due
  const idle: Connection[] = []
  const end = (connection: Connection, due: number, ok: boolean) => {
    if (ok) times.push({ ms: performance.now() - due })
    idle.push(connection)
    send()
  }
  const send = () => {
    while (waiting.length > 0 && idle.length > 0) idle.pop()!.send(head, waiting.shift()!)
  }
  const open = Array.from({ length: connections }, () => new Connection(connect(Number(port), hostname), end))
  idle.push(...open)

  const start = performance.now()
  const requests = Math.round(rate * seconds)
  for (let sent = 0; sent < requests; await turn()) {
    const due = Math.min(requests, Math.floor(((performance.now() - start) / 1_000) * rate))
    while (sent < due) waiting.push(start + (++sent / rate) * 1_000)
    send()
  }
  for (const last = performance.now(); idle.length < connections && performance.now() < last + 2_000; ) {
    await sleep(5)
  }
  for (const connection of open) connection.close()
  return { requests, errors: requests - times.length, times }
}

/** One request at a time. Every response has a Content-Length: the body is always the same. */
class Connection {
  readonly #socket: Socket
  readonly #end: (connection: Connection, due: number, ok: boolean) => void
  #due = 0
  #received = ''

  constructor(socket: Socket, end: (connection: Connection, due: number, ok: boolean) => void) {
    this.#socket = socket.setNoDelay().on('error', () => {})
    this.#end = end
    socket.on('data', (chunk) => this.#add(chunk.toString('latin1')))
  }

  send(head: string, due: number): void {
    this.#due = due
    this.#received = ''
    this.#socket.write(head)
  }

  close(): void {
    this.#socket.destroy()
  }

  #add(text: string): void {
    this.#received += text
    const body = this.#received.indexOf('\r\n\r\n') + 4
    if (body < 4) return
    const length = /\r\ncontent-length: *(\d+)/i.exec(this.#received.slice(0, body))
    if (this.#received.length < body + Number(length?.[1])) return
    this.#end(this, this.#due, /^HTTP\/1\.1 [123]/.test(this.#received))
  }
}

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands before one process: counts the connections that are asked of it, and may hold its answers back. */
export interface Relay extends AsyncDisposable {
  url: string
  /** Connections so far. Where nothing answers, each attempt is one. */
  connections: number
  /** How long answers are held back, in ms. */
  delay: number
}

/** Starts a relay to what `port()` says when a connection comes. */
export async function startRelay(port: () => number): Promise<Relay> {
  const sockets = new Set<Socket>()
  const server = createServer((incoming) => {
    relay.connections++
    const outgoing = connect(port(), '127.0.0.1')
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(one)
      one.on('error', () => {}).on('close', () => other.destroy())
    }
    incoming.pipe(outgoing)
    outgoing.on('data', (chunk) => setTimeout(() => incoming.write(chunk), relay.delay))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const relay: Relay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: 0,
    delay: 0,
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
  return relay
}

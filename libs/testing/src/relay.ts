import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP relay in front of a server, with the faults that a network can have. */
export interface Relay extends AsyncDisposable {
  port: number
  /** The same as an HTTP address. */
  url: string
  /** Connections so far, failed ones included. */
  connections: number
  /** How long data from the server is delayed, in ms. */
  delay: number
  /** Closes all connections, and refuses new ones. */
  close(): Promise<void>
  /** Accepts connections again, at the same port. */
  open(): Promise<void>
  /** Drops what the server sends on all connections so far; what is sent to it still arrives. */
  dropResponses(): void
  /** Drops everything on the latest connection, which stays open; a new connection works. */
  freezeLatest(): void
}

/** Starts a relay to the server at `target()`, which is read at each connection. */
export async function startRelay(target: () => { host?: string; port: number }): Promise<Relay> {
  const pairs: [client: Socket, server: Socket][] = []
  const listener = createServer((client) => {
    relay.connections++
    const server = connect({ host: '127.0.0.1', ...target() })
    const afterDelay = (action: () => void) => {
      if (relay.delay > 0) setTimeout(action, relay.delay).unref()
      else action()
    }
    client.on('error', () => {}).on('close', () => server.destroySoon())
    client.pipe(server)
    server
      .on('error', () => {}) // 'close' follows
      .on('close', () => afterDelay(() => client.destroySoon()))
      .on('data', (chunk) => afterDelay(() => client.write(chunk)))
    pairs.push([client, server])
  })
  const relay: Relay = {
    port: 0,
    url: '',
    connections: 0,
    delay: 0,
    async close() {
      if (!listener.listening) return
      const closed = once(listener, 'close')
      listener.close()
      for (const socket of pairs.flat()) socket.destroy()
      await closed
    },
    async open() {
      await once(listener.listen(relay.port, '127.0.0.1'), 'listening')
      relay.port = (listener.address() as AddressInfo).port
      relay.url = `http://127.0.0.1:${relay.port}`
    },
    dropResponses() {
      for (const [, server] of pairs) dropData(server)
    },
    freezeLatest() {
      const [client, server] = pairs.at(-1)!
      client.unpipe().resume()
      dropData(server)
    },
    [Symbol.asyncDispose]: () => relay.close(),
  }
  await relay.open()
  return relay
}

const dropData = (socket: Socket) => void socket.removeAllListeners('data').resume()

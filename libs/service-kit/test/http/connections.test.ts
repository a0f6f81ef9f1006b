import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type ClosedConnections, Connections } from '../../src/http/connections.ts'

const SWEEP = 20 // ms instead of a second: 10 s are 200 ms here, 30 s are 600 ms
const MB = 1_000_000

/** What happens to a connection on which this client sends one request and then reads a little now and then. */
async function outcomeOf(listener: RequestListener, client: { reads: boolean; forMs: number }) {
  const limits = { maxConnections: 0, maxPerAddress: 0, isTrusted: () => false }
  const connections = new Connections(limits)
  const server = createServer((request, response) => {
    if (connections.begin(request.socket, response)) listener(request, response)
  })
  server.on('connection', (socket) => connections.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const closed: ClosedConnections[] = []
  const timer = setInterval(() => closed.push(...[connections.sweep() ?? []].flat()), SWEEP)

  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {})
  await once(socket, 'connect')
  socket.pause().write('GET / HTTP/1.1\r\nHost: things\r\n\r\n')
  const end = performance.now() + client.forMs
  let bytes = 0
  while (performance.now() < end && closed.length === 0) {
    // Several reads at once: the kernel tells the sender of free space only when a sixteenth of its buffer is free.
    for (let read = 0; client.reads && read < 10; read++) {
      bytes += socket.read()?.length ?? 0
      await nextTurn()
    }
    await sleep(5)
  }
  clearInterval(timer)
  socket.destroy()
  server.closeAllConnections()
  server.close()
  return { closed, bytes }
}

/** Chunks until the client has disconnected. */
function endlessStream(): Readable {
  return Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(64_000)
    })(),
  )
}

test('a client that reads nothing for 10 s loses its connection', async () => {
  const stream: RequestListener = (_request, response) => void endlessStream().pipe(response)
  const { closed } = await outcomeOf(stream, { reads: false, forMs: 5_000 })

  expect(closed).toEqual([{ notRead: 1, address: '127.0.0.1' }])
})

test('a stream may take longer than 30 s while the client reads', async () => {
  const stream: RequestListener = (_request, response) => void endlessStream().pipe(response)
  const { closed, bytes } = await outcomeOf(stream, { reads: true, forMs: 1_500 })

  expect(closed).toEqual([])
  expect(bytes).toBeGreaterThan(MB)
})

test('one large write that makes progress is no stall', async () => {
  const large: RequestListener = (_request, response) => void response.write(Buffer.alloc(200 * MB))
  const { closed } = await outcomeOf(large, { reads: true, forMs: 1_000 })

  expect(closed).toEqual([])
})

test('a complete response that is not sent within 30 s is cut off, progress or not', async () => {
  const large: RequestListener = (_request, response) => void response.end(Buffer.alloc(200 * MB))
  const { closed, bytes } = await outcomeOf(large, { reads: true, forMs: 5_000 })

  expect(closed).toEqual([{ notRead: 1, address: '127.0.0.1' }])
  expect(bytes).toBeGreaterThan(MB)
})

test.each<[string, RequestListener]>([
  ['whose request is still processed', () => {}],
  ['with a silent event stream', (_request, response) => void response.write('data: 1\n\n')],
  ['that is idle', (_request, response) => void response.end('ok')],
])('a connection %s stays open', async (_title, listener) => {
  const { closed } = await outcomeOf(listener, { reads: true, forMs: 1_000 })

  expect(closed).toEqual([])
})

test('connections above the limit that arrive at once replace one another', () => {
  const connections = new Connections({ maxConnections: 3, maxPerAddress: 0, isTrusted: () => false })
  const sockets = Array.from({ length: 100 }, () => new Socket())

  for (const socket of sockets) connections.add(socket)

  const open = sockets.flatMap((socket, index) => (socket.destroyed ? [] : index))
  expect(open).toEqual([0, 1, 2, ...Array.from({ length: 32 }, (_, index) => 68 + index)])
})

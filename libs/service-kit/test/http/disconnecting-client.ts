import { once } from 'node:events'
import { connect } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

// A client with a thread of its own, which sends requests and disconnects while the test's event loop is blocked.
const { port, requests, gate, connectFirst, reset } = workerData as DisconnectingClient

export interface DisconnectingClient {
  port: number
  requests: string[]
  /** 0: wait; 1: send and disconnect; 2: done. */
  gate: Int32Array
  connectFirst: boolean
  reset: boolean
}

const open = async () => {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  await once(socket, 'connect')
  return socket
}
const sockets = connectFirst ? await Promise.all(requests.map(open)) : []
parentPort!.postMessage('ready')
Atomics.wait(gate, 0, 0)
for (const [index, request] of requests.entries()) {
  const socket = sockets[index] ?? (await open())
  await new Promise((resolve) => socket.write(request, resolve))
  const closed = once(socket, 'close')
  if (reset) socket.resetAndDestroy()
  else socket.destroy()
  await closed
}
Atomics.store(gate, 0, 2)
Atomics.notify(gate, 0)

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

const server = createServer((request, response) => {
  parentPort!.postMessage({ received: request.method })
  response.end('late')
})
server.on('connection', ({ remotePort }) => parentPort!.postMessage({ connected: remotePort }))
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort!.postMessage({ port: (server.address() as AddressInfo).port })
  Atomics.wait(workerData as Int32Array, 0, 0)
})

// What a gateway in Node costs at least: `node floor.ts PORT URL URL`. Requests come in by node:http and go out by
// undici, to each address in turn. No routes, no limits, no retries, no headers of its own, no log.
import { createServer, type ServerResponse } from 'node:http'
import { Agent, type Dispatcher } from 'undici'

const [port, ...origins] = process.argv.slice(2)
const agent = new Agent()
let next = 0

createServer((request, response) => {
  const origin = origins[next++ % origins.length]!
  const { method = 'GET', url: path = '/', headers } = request
  const body = method === 'GET' ? undefined : request
  agent.dispatch({ origin, path, method, headers, body }, forwardTo(response))
}).listen(Number(port), '127.0.0.1')

/** Collects a response and sends it as text: that is one write, and a buffer would be two. */
function forwardTo(response: ServerResponse): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = []
  return {
    onRequestStart() {},
    onResponseStart(_controller, status, headers) {
      response.writeHead(status, headers)
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk)
    },
    onResponseEnd() {
      response.end(Buffer.concat(chunks).toString())
    },
    onResponseError() {
      response.destroy()
    },
  }
}

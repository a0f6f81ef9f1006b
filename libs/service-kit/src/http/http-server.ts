import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Socket } from 'node:net'
import { Problem } from '../api/problem.ts'
import type { Connections } from './connections.ts'
import { respondToMalformedRequest, writeProblem } from './malformed-request.ts'
import type { Certificate } from './tls.ts'

const REQUEST_TIMEOUT = 10_000 // ms for a whole request to arrive
const HANDSHAKE_TIMEOUT = 3_000 // ms for TLS: until then, no limit of connections counts it
const OPTIONS = {
  requestTimeout: REQUEST_TIMEOUT,
  // By default Node gives a body the longer of its two timeouts, and checks only every 30 s.
  headersTimeout: REQUEST_TIMEOUT,
  connectionsCheckingInterval: 1_000, // ms
  keepAliveTimeout: 72_000, // ms: Fastify's default, longer than load balancers leave a connection idle
  // Node's own response to a missing Host has no body: a hook checks it (request-headers.ts).
  requireHostHeader: false,
}

/**
 * Node's HTTP server for Fastify: with limits on its connections, and a problem document where Node would send none. With a
 * certificate it serves HTTPS.
 */
export function createHttpServer(
  handler: RequestListener,
  connections: Connections,
  certificate?: Certificate,
): Server {
  const listener: RequestListener = (request, response) => {
    if (connections.begin(request.socket, response)) handler(request, response)
  }
  const server = certificate
    ? createSecureServer({ ...OPTIONS, ...certificate, handshakeTimeout: HANDSHAKE_TIMEOUT }, listener)
    : createServer(OPTIONS, listener)
  server.on(certificate ? 'secureConnection' : 'connection', (socket: Socket) => connections.add(socket))
  // Node would write it between the head and the body of a response that waits for the one to a request before.
  server.on('checkContinue', (request, response) => {
    if (response.socket) response.writeContinue()
    server.emit('request', request, response)
  })
  // A hook responds with 417; without this listener, Node does, without a body.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  // Earlier, a response would be taken for the one to a request before.
  const afterResponses = (socket: Socket, respond: () => void) => {
    const last = connections.lastResponse(socket)
    if (last) last.once('close', respond)
    else respond()
  }
  server.on('connect', (_request, socket: Socket) => {
    socket.on('error', () => {})
    const problem = new Problem(501, 'bad-request', 'CONNECT is not supported.')
    afterResponses(socket, () => writeProblem(socket, problem))
  })
  server.on('clientError', (error, socket: Socket) => {
    // Its TLS handshake has failed or took too long: what is written would wait for it for ever.
    if (!connections.has(socket)) socket.destroy()
    else afterResponses(socket, () => respondToMalformedRequest(error, socket))
  })
  return server
}

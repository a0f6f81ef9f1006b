import type { Socket } from 'node:net'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { drainPlugin, showDraining } from './drain.ts'
import { type ErrorOptions, errorsPlugin, sendProblem } from './errors.ts'
import { healthPlugin } from './health.ts'
import { routeTablePlugin } from './method-not-allowed.ts'
import { openApiPlugin } from './openapi.ts'
import { Problem } from './problem.ts'
import { requestId, requestIdPlugin, showRequestId } from './request-id.ts'
import { RequestLog } from './request-log.ts'
import { serverTimingPlugin, showServerTiming } from './server-timing.ts'
import { compileValidator } from './validation.ts'

export interface ServiceOptions extends ErrorOptions {
  /** What this service is called in `Server-Timing` and in its OpenAPI document. */
  name: string
  instance: string
  logger: FastifyBaseLogger
}

const BODY_LIMIT = 64 * 1024 // bytes
const REQUEST_TIMEOUT = 10_000 // ms to send a whole request; Fastify's default is none

/** A Fastify instance with all that the three apps share, and no route of its own but the probes. */
export async function createService(options: ServiceOptions): Promise<FastifyInstance> {
  const requestLog = new RequestLog()
  const app = Fastify({
    loggerInstance: options.logger,
    logController: requestLog,
    genReqId: requestId,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    // A draining process answers what reaches it; turning it away would lose requests already accepted.
    return503OnClosing: false,
    // A URL that cannot be read: no hook runs, so that what they do is done here.
    frameworkErrors: (error, request, reply) => {
      showRequestId(request, reply)
      showDraining(reply)
      showServerTiming(reply, options)
      sendProblem(request, reply, new Problem(error.statusCode ?? 400, 'bad-request', error.message))
      requestLog.requestCompleted(null, request, reply)
    },
    clientErrorHandler: answerMalformedRequest,
  })
  app.setValidatorCompiler(compileValidator)
  app.removeContentTypeParser('text/plain') // JSON alone is spoken here
  await app.register(errorsPlugin, options)
  await app.register(requestIdPlugin)
  await app.register(drainPlugin)
  await app.register(serverTimingPlugin, options)
  await app.register(routeTablePlugin)
  await app.register(openApiPlugin, options)
  await app.register(healthPlugin)
  return app
}

/** Bytes that are no HTTP: there is no request yet to answer, so the answer is written by hand. */
function answerMalformedRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const statuses: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }
  const problem = new Problem(
    statuses[error.code ?? ''] ?? 400,
    'bad-request',
    'This is not a request that can be read.',
  )
  const id = crypto.randomUUID()
  const document = problem.toDocument(id)
  const body = JSON.stringify(document)
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${document.title}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${id}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

import type { Socket } from 'node:net'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Static, TObject } from 'typebox'
import { deadlinePlugin } from './deadline.ts'
import { drainPlugin, showDraining } from './drain.ts'
import { type ErrorOptions, errorsPlugin, sendProblem } from './errors.ts'
import { healthPlugin } from './health.ts'
import { loadSheddingPlugin } from './load-shedding.ts'
import { routeTablePlugin } from './method-not-allowed.ts'
import { openApiPlugin } from './openapi.ts'
import { Problem } from './problem.ts'
import { requestId, requestIdPlugin, showRequestId } from './request-id.ts'
import { RequestLog } from './request-log.ts'
import { serverTimingPlugin, showServerTiming } from './server-timing.ts'
import type { ServiceSettings } from './settings.ts'
import { compileValidator } from './validation.ts'

export interface ServiceOptions extends ErrorOptions {
  /** What this service is called in `Server-Timing` and in its OpenAPI document. */
  name: string
  settings: Pick<
    Static<TObject<typeof ServiceSettings>>,
    'INSTANCE' | 'MAX_IN_FLIGHT' | 'MAX_EVENT_LOOP_DELAY_MS'
  >
  logger: FastifyBaseLogger
  /** At the edge, how long a request may take in all, in ms; elsewhere its caller says so. */
  deadline?: number
}

const BODY_LIMIT = 64 * 1024 // bytes
const REQUEST_TIMEOUT = 10_000 // ms to send a whole request; Fastify's default is none
/** For that to hold: by itself Node looks every 30 s only, and gives a body the longer of its two timeouts. */
const HTTP_OPTIONS = { headersTimeout: REQUEST_TIMEOUT, connectionsCheckingInterval: 1_000 } // ms

/** A Fastify instance with all that the three apps share, and no route of its own but the probes. */
export async function createService(options: ServiceOptions): Promise<FastifyInstance> {
  const { name, settings } = options
  const served = { name, instance: settings.INSTANCE }
  const requestLog = new RequestLog()
  const app = Fastify({
    loggerInstance: options.logger,
    logController: requestLog,
    genReqId: requestId,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    http: HTTP_OPTIONS,
    // A draining process answers what reaches it; turning it away would lose requests already accepted.
    return503OnClosing: false,
    // A URL that cannot be read: no hook runs, so that what they do is done here.
    frameworkErrors: (error, request, reply) => {
      showRequestId(request, reply)
      showDraining(reply)
      showServerTiming(reply, served)
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
  await app.register(serverTimingPlugin, served)
  await app.register(loadSheddingPlugin, {
    maxInFlight: settings.MAX_IN_FLIGHT,
    maxEventLoopDelay: settings.MAX_EVENT_LOOP_DELAY_MS,
  })
  await app.register(deadlinePlugin, { total: options.deadline })
  await app.register(routeTablePlugin)
  await app.register(openApiPlugin, options)
  await app.register(healthPlugin)
  return app
}

/**
 * Bytes that are no HTTP, or that do not come: there is no request yet to answer, so the answer is written by
 * hand. The connection is then closed, as a peer might never close its side.
 */
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
    () => socket.destroy(),
  )
}

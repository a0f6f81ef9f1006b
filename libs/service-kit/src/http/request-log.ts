import { publish } from '@slipway/observe'
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import fp from 'fastify-plugin'

/** Fields of log lines, by name. */
export type LogFields = Record<string, unknown>

declare module 'fastify' {
  interface FastifyRequest {
    /** What its log lines say besides, such as the order that it is about, or why it was rejected. */
    logFields?: LogFields
  }
}

export const logFieldsPlugin = fp(async (app) => {
  app.decorateRequest('logFields')
})

/** Adds fields to the log lines that a request has from now on: it needs no line of its own for what they say. */
export function addLogFields(request: FastifyRequest, fields: LogFields): void {
  request.logFields = { ...request.logFields, ...fields }
}

const MAX_PATH = 2_000 // characters; Node accepts 16 KiB

/** Logs one line for each request, when its response is sent: no body, no header, no query. */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' })
  }

  override incomingRequest(request: FastifyRequest): void {
    request.log.debug('request received')
  }

  override routeNotFound(): void {}

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    publish('request-served', {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      problem: reply.problem,
      ms: reply.elapsedTime,
    })
    const line = {
      method: request.method,
      path: loggedPath(request),
      status: reply.statusCode,
      problem: reply.problem,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      ...request.logFields,
    }
    if (error) request.log.error({ ...line, err: error }, 'request failed')
    else request.log.info(line, 'request')
  }
}

/** Without the query; cut with a mark if it is very long. */
function loggedPath({ url }: FastifyRequest): string {
  const path = url.split('?', 1)[0]!
  return path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}… (${path.length} characters)` : path
}

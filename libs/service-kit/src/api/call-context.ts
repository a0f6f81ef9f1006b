import type { FastifyRequest } from 'fastify'
import type { LogFields } from '../http/request-log.ts'

/** What a use case needs to know of the request that it runs for, and passes on to the services it calls. */
export interface CallContext {
  requestId: string
  /** When the caller times out, as `performance.now()` counts. */
  deadline: number
  /** `Server-Timing` entries of the instances that were called. */
  servedBy: string[]
  /** What the log lines of the request say besides, such as the order that it is about. */
  logFields: LogFields
}

export function callContext(request: FastifyRequest): CallContext {
  request.logFields ??= {}
  const { id: requestId, deadline, logFields } = request
  return { requestId, deadline, servedBy: [], logFields }
}

import type { FastifyBaseLogger, FastifyRequest } from 'fastify'

/** What travels with a request from the route through the story to the calls it makes. */
export interface CallContext {
  requestId: string
  log: FastifyBaseLogger
  /** When its caller gives up, in ms as `performance.now()` counts them. */
  deadline: number
  /** `Server-Timing` entries of the instances asked on the way. */
  servedBy: string[]
}

export function callContext(request: FastifyRequest): CallContext {
  return { requestId: request.id, log: request.log, deadline: request.deadline, servedBy: [] }
}

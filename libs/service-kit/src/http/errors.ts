import { NOT_PROCESSED_HEADER } from '@slipway/contracts'
import { publish } from '@slipway/observe'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../api/problem.ts'
import { toFieldErrors } from './field-errors.ts'
import { OVERLOADED } from './load-shedding.ts'

/** Problem codes for Fastify's own errors that a client may want to distinguish. */
const CODES: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
}

/** What to do, where Fastify's own message gives no remedy. */
const DETAILS: Record<string, string> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send the body as JSON, with Content-Type: application/json.',
}

const UNAVAILABLE = 'The data store is unavailable. Retry.'
const STORE_BUSY = new Problem(
  503,
  'unavailable',
  'The data store is busy; the request was not processed. Retry.',
)
/** The problems after which a request can be sent to another instance, whatever its method. */
const NOT_PROCESSED = new Set([OVERLOADED, STORE_BUSY])
const OUTCOME_UNKNOWN =
  'Outcome unknown: the data store did not respond. Repeat the request with the same Idempotency-Key, if it has one.'

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the problem that was sent, for the log. */
    problem?: string
  }
}

export interface ErrorOptions {
  /**
   * Whether an error means that a store or another dependency is unavailable: a 503, to be retried.
   * `outcome-unknown`: the dependency may have executed the operation; `not-processed`: it has not.
   */
  isUnavailable?: (error: unknown) => boolean | 'outcome-unknown' | 'not-processed'
  /** The path of the API documentation, which a 404 then names. */
  docsPath?: string
}

/** Sends every error as `application/problem+json`; internals stay in the log. */
export const errorsPlugin = fp(async (app, options: ErrorOptions) => {
  app.decorateReply('problem')
  const { docsPath } = options
  const notFound = `There is no resource at this path.${docsPath ? ` The API is documented at ${docsPath}.` : ''}`
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = toProblem(error, request, options)
    // A Problem was thrown on purpose and the request's log line has its code; only other errors need a stack.
    // An unavailable dependency is logged where it is lost and restored; a stack for each request would hide that.
    if (problem.code === 'unavailable' && problem !== error) {
      publish('store-error', { requestId: request.id, reason: error.message })
      const line = { event: 'store-error', ...request.logFields, reason: error.message }
      request.log.warn(line, problem.message)
    } else if (problem.status >= 500 && problem !== error) {
      request.log.error({ ...request.logFields, err: error }, problem.message)
    }
    return sendProblem(request, reply, problem)
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new Problem(404, 'not-found', notFound)),
  )
})

/** Sends a problem; a 503 and a 429 have `Retry-After`, in seconds. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  reply.problem = problem.code
  const wait = problem.status === 503 || problem.status === 429
  if (wait && !reply.hasHeader('retry-after')) reply.header('retry-after', '1')
  if (NOT_PROCESSED.has(problem)) reply.header(NOT_PROCESSED_HEADER, '1')
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send(problem.toDocument(request.id))
}

function toProblem(
  error: FastifyError,
  { method }: FastifyRequest,
  { isUnavailable }: ErrorOptions,
): Problem {
  if (error instanceof Problem) return error
  if (error.validation) {
    const errors = toFieldErrors(error)
    const [first] = errors
    return new Problem(400, 'invalid-request', `${first?.field || first?.in}: ${first?.detail}`, { errors })
  }
  const status = error.statusCode ?? 500
  if (status < 500)
    return new Problem(status, CODES[error.code] ?? 'bad-request', DETAILS[error.code] ?? error.message)
  const unavailable = isUnavailable?.(error)
  if (unavailable === 'not-processed') return STORE_BUSY
  if (unavailable) {
    const unknown = unavailable === 'outcome-unknown' && method !== 'GET' && method !== 'HEAD'
    return new Problem(503, 'unavailable', unknown ? OUTCOME_UNKNOWN : UNAVAILABLE)
  }
  return new Problem(
    500,
    'internal-error',
    'Internal error. The logs have the details under this request id.',
  )
}

import type { FieldError } from '@slipway/contracts'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { NOT_BEGUN_HEADER, OVERLOADED } from './load-shedding.ts'
import { Problem } from './problem.ts'

/** As many field errors as one answer names: a body of 64 KiB can hold thousands. */
const MOST_FIELD_ERRORS = 20

/** Fastify's own errors whose code a client may want to tell apart. */
const CODES: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
}

const AWAY = 'The service cannot reach its data right now. Try again.'
const OUTCOME_UNKNOWN =
  'It is not known whether this was done: the data did not answer. Repeat it, with the same Idempotency-Key if it has one.'

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the problem that was sent, for the log. */
    problem?: string
  }
}

export interface ErrorOptions {
  /**
   * Says of an error that a store or another dependency is away for now: a 503, to be tried again. It is
   * `outcome-unknown` where what was asked of it may have been done.
   */
  isUnavailable?: (error: unknown) => boolean | 'outcome-unknown'
}

/** Every error leaves as `application/problem+json`; what a client cannot help stays in the log. */
export const errorsPlugin = fp(async (app, options: ErrorOptions) => {
  app.decorateReply('problem')
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = toProblem(error, request, options)
    // What was foreseen is in the request's own line, which names the code; only the rest needs a stack.
    if (problem.status >= 500 && problem !== error) request.log.error({ err: error }, problem.message)
    return sendProblem(request, reply, problem)
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new Problem(404, 'not-found', 'There is nothing at this path.')),
  )
})

/** Sends a problem; 503 says when to try again. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  reply.problem = problem.code
  if (problem.status === 503) reply.header('retry-after', '1')
  if (problem === OVERLOADED) reply.header(NOT_BEGUN_HEADER, '1')
  return reply
    .code(problem.status)
    .type('application/problem+json')
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
    const errors = fieldErrors(error)
    const [first] = errors
    return new Problem(400, 'invalid-request', `${first?.field || first?.in}: ${first?.detail}`, { errors })
  }
  const status = error.statusCode ?? 500
  if (status < 500) return new Problem(status, CODES[error.code] ?? 'bad-request', error.message)
  const unavailable = isUnavailable?.(error)
  if (unavailable) {
    const unknown = unavailable === 'outcome-unknown' && method !== 'GET' && method !== 'HEAD'
    return new Problem(503, 'unavailable', unknown ? OUTCOME_UNKNOWN : AWAY)
  }
  return new Problem(500, 'internal-error', 'Something went wrong here. The request id finds it in the logs.')
}

/** A name as a part of a JSON pointer (RFC 6901). */
const pointerPart = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** Ajv's errors, each with the place of the field: a JSON pointer in the body, a name elsewhere. */
function fieldErrors(error: FastifyError): FieldError[] {
  const where = { body: 'body', querystring: 'query', params: 'path', headers: 'header' } as const
  const place = where[error.validationContext as keyof typeof where] ?? 'body'
  return (error.validation ?? []).slice(0, MOST_FIELD_ERRORS).map(({ instancePath, params, message }) => {
    const own = (params.missingProperty ?? params.additionalProperty) as string | undefined
    const unknown = params.additionalProperty !== undefined
    const detail = unknown ? 'is not a known field' : (message ?? 'is not valid')
    if (place !== 'body') return { in: place, field: own ?? instancePath.slice(1), detail }
    return {
      in: place,
      field: own === undefined ? instancePath : `${instancePath}/${pointerPart(own)}`,
      detail,
    }
  })
}

import { Problem } from '@slipway/service-kit'
import { UpstreamError } from '@slipway/upstream'

/** What a client is told of a service that gave no answer: never its address, never the error itself. */
export function upstreamProblem(service: string, error: unknown): Problem {
  const unknown = error instanceof UpstreamError && (error.sent || error.code === 'DEADLINE_PASSED')
  return unknown
    ? new Problem(504, 'no-answer', `${service} gave no answer. Whether it did the work is not known.`)
    : new Problem(503, 'unavailable', `${service} cannot be reached right now. Try again.`)
}

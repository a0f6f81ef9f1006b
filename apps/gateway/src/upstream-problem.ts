import { OVERLOADED, Problem } from '@slipway/service-kit'
import { UpstreamError } from '@slipway/upstream'

/** The problem for the client when a service did not respond; it reveals neither the address nor the error. */
export function upstreamProblem(service: string, error: unknown): Problem {
  if (error instanceof UpstreamError && error.code === 'TOO_MANY') return OVERLOADED
  const unknown = error instanceof UpstreamError && (error.sent || error.code === 'DEADLINE_PASSED')
  return unknown
    ? new Problem(504, 'no-response', `Outcome unknown: ${service} did not respond.`)
    : new Problem(503, 'unavailable', `${service} is unavailable. Retry.`)
}

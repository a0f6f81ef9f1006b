import { Problem } from '@slipway/service-kit'
import { UpstreamError } from '@slipway/upstream'

/** What a client is told of a service that gave no answer: never its address, never the error itself. */
export function upstreamProblem(service: string, error: unknown): Problem {
  const late =
    error instanceof UpstreamError && (error.code === 'TIMEOUT' || error.code === 'DEADLINE_PASSED')
  return late
    ? new Problem(504, 'timeout', `${service} did not answer in time. Whether it did the work is not known.`)
    : new Problem(503, 'unavailable', `${service} cannot be reached right now. Try again.`)
}

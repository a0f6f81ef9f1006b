import type { Send } from './call.ts'
import { isFailure, UpstreamError } from './errors.ts'

export interface BreakerOptions {
  /** Requests in a row that get no answer, retries included, before it opens; 0 for never. */
  failures: number
  /** How long it then stays open, in ms. */
  openFor: number
}

/**
 * Answers at once for a service that fails as a whole. After a while one request tries it again; the others
 * go on being refused until that has an answer. Any answer is a success, a 5xx too: the service is there, and
 * what it says of one request says nothing of the next.
 * @throws UpstreamError BREAKER_OPEN, or what `send` throws.
 */
export const breaker = ({ failures: limit, openFor }: BreakerOptions, send: Send): Send => {
  if (limit === 0) return send
  let failures = 0
  let openUntil = 0
  let trying = false

  return async (call) => {
    const open = failures >= limit
    if (open && (trying || Date.now() < openUntil)) {
      throw new UpstreamError('BREAKER_OPEN', `the last ${limit} requests got no answer`)
    }
    trying = open
    try {
      const answer = await send(call)
      failures = 0
      return answer
    } catch (error) {
      if (isFailure(error)) {
        failures++
        openUntil = Date.now() + openFor
      }
      throw error
    } finally {
      if (open) trying = false
    }
  }
}

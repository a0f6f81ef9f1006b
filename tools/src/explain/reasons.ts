/** Why there was no response: the codes of `libs/upstream/src/errors.ts`, for people. */
const REASONS: Record<string, string> = {
  UNREACHABLE: 'no connection',
  BROKEN: 'the connection ended before the response',
  TIMEOUT: 'no response in time',
  NO_INSTANCE: 'no instance is known',
  BREAKER_OPEN: 'the circuit breaker is open',
  DEADLINE_PASSED: 'the deadline of the request passed',
  ABORTED: 'the client left',
  TOO_MANY: 'too many requests are in flight to it',
  TOO_LARGE: 'the response is too large',
  'in-flight': 'too many requests at once',
  'event-loop': 'its event loop is too late',
  connections: 'too many connections',
}

/** Such as `TIMEOUT: no response in time`. */
export function explainReason(reason = 'unknown'): string {
  return REASONS[reason] ? `${reason}: ${REASONS[reason]}` : reason
}

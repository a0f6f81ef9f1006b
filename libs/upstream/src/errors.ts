/** No response from an upstream, and why. */
export class UpstreamError extends Error {
  override name = 'UpstreamError'
  readonly code: UpstreamErrorCode
  /** Whether an instance may have received the request, which decides whether it is safe to repeat. */
  readonly sent: boolean

  constructor(code: UpstreamErrorCode, message: string, { sent = false, cause }: Details = {}) {
    super(message, { cause })
    this.code = code
    this.sent = sent
  }
}

/**
 * Failures of one instance: UNREACHABLE, no connection; BROKEN, the connection ended before the response did;
 * TIMEOUT, no response in time. Others: NO_INSTANCE, no instance is known; BREAKER_OPEN; DEADLINE_PASSED, the
 * caller's deadline; ABORTED, by the caller; TOO_MANY, the limit of requests in flight; TOO_LARGE, the response.
 */
export type UpstreamErrorCode =
  | 'UNREACHABLE'
  | 'BROKEN'
  | 'TIMEOUT'
  | 'NO_INSTANCE'
  | 'BREAKER_OPEN'
  | 'DEADLINE_PASSED'
  | 'ABORTED'
  | 'TOO_MANY'
  | 'TOO_LARGE'

/** Why there is no response, for events. */
export const codeOf = (error: unknown): string =>
  error instanceof UpstreamError ? error.code : (error as Error).name

const CAUSED_BY_CALLER = new Set<UpstreamErrorCode>(['DEADLINE_PASSED', 'ABORTED', 'TOO_MANY', 'TOO_LARGE'])

/** Whether an instance, or the service, has failed. What its caller decides says nothing about either. */
export function isFailure(error: unknown): boolean {
  return error instanceof UpstreamError && !CAUSED_BY_CALLER.has(error.code)
}

interface Details {
  sent?: boolean
  cause?: unknown
}

/** Why an upstream gave no answer. */
export class UpstreamError extends Error {
  override name = 'UpstreamError'
  readonly code: UpstreamErrorCode
  /** Whether the request may have reached an instance: the first thing that anyone must know who would repeat it. */
  readonly sent: boolean

  constructor(code: UpstreamErrorCode, message: string, { sent = false, cause }: Details = {}) {
    super(message, { cause })
    this.code = code
    this.sent = sent
  }
}

/**
 * UNREACHABLE: no connection. BROKEN: the connection ended before the answer did. TIMEOUT: no answer in
 * time. Those three are one instance's failure. The others are nobody's: no instance is known, the breaker is
 * open, the caller's deadline has passed.
 */
export type UpstreamErrorCode =
  | 'UNREACHABLE'
  | 'BROKEN'
  | 'TIMEOUT'
  | 'NO_INSTANCE'
  | 'BREAKER_OPEN'
  | 'DEADLINE_PASSED'

/** Whether an error says that an instance, or the service, failed: a caller that could not wait says nothing of it. */
export function isFailure(error: unknown): boolean {
  return error instanceof UpstreamError && error.code !== 'DEADLINE_PASSED'
}

interface Details {
  sent?: boolean
  cause?: unknown
}

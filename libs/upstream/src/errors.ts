/** Why an upstream gave no answer. Whether the request reached it is the first thing a caller must know. */
export class UpstreamError extends Error {
  override name = 'UpstreamError'
  readonly code: 'NO_INSTANCE' | 'CONNECT_TIMEOUT' | 'ATTEMPT_TIMEOUT'

  constructor(code: UpstreamError['code'], message: string) {
    super(message)
    this.code = code
  }
}

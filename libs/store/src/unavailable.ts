/** Result codes that mean "not now", not "wrong": busy, locked, read-only, I/O error, full, cannot open. */
const SQLITE_CODES = new Set([5, 6, 8, 10, 13, 14]) // https://sqlite.org/rescode.html
const REDIS_REPLIES =
  /^(LOADING|OOM|READONLY|MASTERDOWN|CLUSTERDOWN|MISCONF|TRYAGAIN|BUSY|NOREPLICAS|UNBLOCKED)\b/
/** ioredis' errors for commands that it did not send; they have no code. */
const REDIS_NOT_SENT = /^Stream isn't writeable/
/** Its errors for commands that it sent, or may have sent. */
const REDIS_NO_REPLY = /^(Connection is closed|Command timed out|Command aborted|Reached the max retries)/
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
])

/** The store has not executed anything: the request can be retried on another instance, whatever its method. */
export class NotProcessed extends Error {
  override name = 'NotProcessed'
}

/**
 * Whether an error means that the store is unreachable, full or busy (a 503, to be retried) and is not a bug
 * (a 500). `outcome-unknown`: the store may have executed the command, only its reply is missing.
 * `not-processed`: it certainly has not.
 */
export function isStoreUnavailable(error: unknown): boolean | 'outcome-unknown' | 'not-processed' {
  if (!(error instanceof Error)) return false
  if (error instanceof NotProcessed) return 'not-processed'
  const { code, errcode } = error as { code?: string; errcode?: number }
  if (code === 'ERR_SQLITE_ERROR') return SQLITE_CODES.has((errcode ?? 0) & 0xff)
  if (error.name === 'ReplyError') return REDIS_REPLIES.test(error.message)
  if (REDIS_NO_REPLY.test(error.message)) return 'outcome-unknown'
  return NETWORK.has(code ?? '') || REDIS_NOT_SENT.test(error.message)
}

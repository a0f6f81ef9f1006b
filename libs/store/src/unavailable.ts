/** Result codes that mean "not now", not "wrong": busy, locked, read-only, I/O error, full, cannot open. */
const SQLITE_CODES = new Set([5, 6, 8, 10, 13, 14]) // https://sqlite.org/rescode.html
const REDIS_REPLIES =
  /^(LOADING|OOM|READONLY|MASTERDOWN|CLUSTERDOWN|MISCONF|TRYAGAIN|BUSY|NOREPLICAS|UNBLOCKED)\b/
/** What ioredis says of a command that it could not send: plain errors without a code. */
const REDIS_NOT_SENT = /^Stream isn't writeable/
/** The same of one that it had sent, or may have. */
const REDIS_NO_ANSWER = /^(Connection is closed|Command timed out|Command aborted|Reached the max retries)/
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
])

/**
 * Whether a store failed because it is away, full or busy: a 503 to try again, where a bug is a 500. It is
 * `outcome-unknown` where the store may have done what it was asked, and only the answer is missing.
 */
export function isStoreUnavailable(error: unknown): boolean | 'outcome-unknown' {
  if (!(error instanceof Error)) return false
  const { code, errcode } = error as { code?: string; errcode?: number }
  if (code === 'ERR_SQLITE_ERROR') return SQLITE_CODES.has((errcode ?? 0) & 0xff)
  if (error.name === 'ReplyError') return REDIS_REPLIES.test(error.message)
  if (REDIS_NO_ANSWER.test(error.message)) return 'outcome-unknown'
  return NETWORK.has(code ?? '') || REDIS_NOT_SENT.test(error.message)
}

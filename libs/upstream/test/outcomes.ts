import type { UpstreamResponse } from '../src/call.ts'
import { UpstreamError, type UpstreamErrorCode } from '../src/errors.ts'

// What an attempt can end with.
const failure = (code: UpstreamErrorCode, sent: boolean) => new UpstreamError(code, code, { sent })
export const unreachable = failure('UNREACHABLE', false)
export const broken = failure('BROKEN', true)
export const timedOut = failure('TIMEOUT', true)
export const callerTimedOut = failure('DEADLINE_PASSED', true)

export const ok: UpstreamResponse = { status: 200, headers: {}, body: Buffer.from('ok') }
export const notProcessed: UpstreamResponse = {
  status: 503,
  headers: { 'x-not-processed': '1' },
  body: Buffer.from('overloaded'),
}

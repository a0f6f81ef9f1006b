import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import { Problem } from './problem.ts'

/**
 * The header that makes a POST safe to repeat: 1 to 255 visible ASCII characters, bare or quoted.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.String({
    pattern: '^(?:[!#-~][!-~]{0,254}|"(?:[!#-\\[\\]-~]|\\\\["\\\\]){1,255}")$',
    description: 'Chosen by the client, new for each thing it wants done; a repeat sends the same one again.',
    examples: ['5f0c6f1e-1b7a-4f0c-9d0e-2f6f3f0a7c11'],
  }),
})

/** The key itself: a quoted one (RFC 8941 string) and a bare one are the same key. */
export function parseIdempotencyKey(headers: { 'idempotency-key': string }): string {
  const value = headers['idempotency-key']
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(["\\])/g, '$1') : value
}

/** Tells a repeat from another request under the same key: method, path and the body's meaning. */
export function fingerprint(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, body]))
    .digest('hex')
}

/** The key was used before, for something else. */
export function keyReused(): Problem {
  return new Problem(422, 'key-reused', 'This Idempotency-Key belongs to another request: use a new one.')
}

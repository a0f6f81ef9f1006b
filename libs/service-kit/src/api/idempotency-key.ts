import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import { LOCAL_USER, type User } from '../identity/user.ts'
import { Problem } from './problem.ts'

/**
 * The header that makes a POST safe to retry: 1 to 255 visible ASCII characters, bare or quoted.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.String({
    pattern: '^(?:[!#-~][!-~]{0,254}|"(?:[!#-\\[\\]-~]|\\\\["\\\\]){1,255}")$',
    description: 'Chosen by the client: a new key for each operation, the same key for every retry of it.',
    examples: ['5f0c6f1e-1b7a-4f0c-9d0e-2f6f3f0a7c11'],
  }),
})

/** The key without quotes: quoted (an RFC 8941 string) and bare are the same key. */
export function parseIdempotencyKey(headers: { 'idempotency-key': string }): string {
  const value = headers['idempotency-key']
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(["\\])/g, '$1') : value
}

/**
 * The key under which a store keeps the record: keys belong to a subject, so that nobody is given the result of somebody
 * else's request. Neither subjects nor keys have a space. Those of `local` stay as they were before there were users.
 */
export function storedKey({ subject }: User, key: string): string {
  return subject === LOCAL_USER.subject ? key : `${subject} ${key}`
}

/**
 * Distinguishes a retry from a different request with the same key: a hash of method, path and validated body. Pass the
 * whole body, so that no field is forgotten; the order of its keys does not matter.
 */
export function fingerprint(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, body], sortKeys))
    .digest('hex')
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** 422: the key was used before, for a different request. */
export function keyReused(): Problem {
  return new Problem(
    422,
    'key-reused',
    'This Idempotency-Key was used for a different request. Use a new key.',
  )
}

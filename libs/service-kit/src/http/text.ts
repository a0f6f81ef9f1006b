import { isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../api/problem.ts'
import { pointerPart } from './field-errors.ts'

/**
 * The location of the first string, as a JSON pointer, that contains half of a surrogate pair, as "\ud800" in JSON
 * does. Such text has no UTF-8: SQLite changes it, and scripts in Redis fail on it.
 */
export function findMalformedText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : ''
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, part] of Object.entries(value)) {
    const found = findMalformedText(part)
    if (found !== undefined) return `/${pointerPart(name)}${found}`
  }
  return undefined
}

const NOT_UTF8 = new Problem(400, 'bad-request', 'The query is not percent-encoded UTF-8.')

/**
 * Rejects JSON bodies and queries that are not UTF-8: Node would replace the bytes, and Fastify would keep the escapes.
 * Its router rejects such paths.
 */
export const utf8Plugin = fp(async (app) => {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (isUtf8(body)) parseJson(request, body.toString(), done)
    else done(new Problem(400, 'malformed-json', 'The body is not UTF-8.'))
  })
  app.addHook('preValidation', (request, _reply, done) => {
    done(isQueryUtf8(request) ? undefined : NOT_UTF8)
  })
})

function isQueryUtf8({ url }: FastifyRequest): boolean {
  const start = url.indexOf('?')
  if (start < 0 || !url.includes('%', start)) return true
  try {
    decodeURIComponent(url.slice(start))
    return true
  } catch {
    return false
  }
}

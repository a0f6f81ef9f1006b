import type { FieldError } from '@slipway/contracts'
import type { FastifyError } from 'fastify'

const PLACES = { body: 'body', querystring: 'query', params: 'path', headers: 'header' } as const

/** Ajv would only give the name of a missing header. */
const MISSING_HEADERS: Record<string, string> = {
  'idempotency-key':
    'send this header: a new value for each operation, and the same value when you retry it, so that it is executed once',
}

/** Ajv's errors, each with the field's location: a JSON pointer in the body, a name elsewhere. */
export function toFieldErrors({ validation = [], validationContext }: FastifyError): FieldError[] {
  const place = PLACES[validationContext as keyof typeof PLACES] ?? 'body'
  return validation.map(({ instancePath, params, message }) => {
    const property = (params.missingProperty ?? params.additionalProperty) as string | undefined
    const unknown = params.additionalProperty !== undefined
    const missing = place === 'header' ? MISSING_HEADERS[params.missingProperty as string] : undefined
    const detail = unknown ? 'is not a known field' : (missing ?? message ?? 'is not valid')
    if (place !== 'body') return { in: place, field: property ?? instancePath.slice(1), detail }
    const field = property === undefined ? instancePath : `${instancePath}/${pointerPart(property)}`
    return { in: place, field, detail }
  })
}

/** A name as part of a JSON pointer (RFC 6901). */
export function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

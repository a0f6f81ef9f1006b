import { Ajv } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'

// A body's types are meant as they are written: "1" is no quantity. A query holds nothing but strings.
const options = {
  allErrors: true,
  removeAdditional: false,
  useDefaults: true,
  strictTypes: false,
}
const strict = new Ajv({ ...options, coerceTypes: false })
const coercing = new Ajv({ ...options, coerceTypes: true })

/** Fastify's usual Ajv would turn "1" into 1 and drop unknown fields; here both are errors. */
export const compileValidator: FastifySchemaCompiler<object> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? strict : coercing).compile(schema)

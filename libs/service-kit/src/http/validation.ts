import { Ajv, type ValidateFunction } from 'ajv'
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { findMalformedText } from './text.ts'

/**
 * Nothing is coerced: "1" is not a quantity, and Ajv would take "1e400" and "0x10" for integers. It stops at the first
 * error: thousands of errors in one body would cost more than thousands of valid requests.
 */
const ajv = new Ajv({
  allErrors: false,
  coerceTypes: false,
  removeAdditional: false,
  useDefaults: true,
  strictTypes: false,
})

/**
 * Fastify's default Ajv converts "1" to 1 in a body and drops unknown fields; here both are errors, and so is text that
 * is not well-formed Unicode. Outside a body everything is text: there, an integer is a field of plain digits.
 */
export const compileValidator: FastifySchemaCompiler<Schema> = ({ schema, httpPart }) => {
  const validate = ajv.compile(schema)
  const integers = httpPart === 'body' ? [] : integerFields(schema)
  return (data: Record<string, unknown>) => {
    for (const name of integers) data[name] = parseDigits(data[name])
    const errors = errorsOf(validate, data)
    return errors ? { error: errors } : true
  }
}

/**
 * Checks what does not come with a request, such as the response of another service. `typebox/value` does that too, but
 * its modules are 4 MiB in each process, and Ajv is loaded anyway.
 */
export const compileCheck = <T extends TSchema>(schema: T): ((value: unknown) => value is Static<T>) =>
  ajv.compile<Static<T>>(schema)

interface Schema {
  properties?: Record<string, { type?: string }>
}

function integerFields({ properties = {} }: Schema): string[] {
  return Object.keys(properties).filter((name) => properties[name]?.type === 'integer')
}

/** Everything but plain digits stays as it is, and is then no integer. */
function parseDigits(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
}

function errorsOf(validate: ValidateFunction, data: unknown): FastifySchemaValidationError[] | undefined {
  if (!validate(data)) return validate.errors as FastifySchemaValidationError[]
  // After the schema, which bounds how much there is to search.
  const instancePath = findMalformedText(data)
  if (instancePath === undefined) return undefined
  const message = 'is not well-formed Unicode'
  return [{ keyword: 'text', instancePath, schemaPath: '', params: {}, message }]
}

import { Type } from 'typebox'

/** What a computed part is asked for by. */
export const ComputedPartQuery = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 200, pattern: '[A-Za-z0-9]', default: 'First' }) },
  // Clients may omit the name, but the route always has one: validation adds the default.
  { additionalProperties: false, required: [] },
)

export const ComputedPart = Type.Object({ id: Type.String(), name: Type.String() })

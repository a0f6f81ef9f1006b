import { type Static, Type } from 'typebox'

/** Chosen by whoever creates one; case-sensitive. */
export const SparePartId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' })

export const SparePart = Type.Object({ id: SparePartId, name: Type.String() })
export type SparePart = Static<typeof SparePart>

/** The body of `PUT /api/spare-parts/{id}`. */
export const SparePartChange = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }) },
  { additionalProperties: false },
)
export type SparePartChange = Static<typeof SparePartChange>

import { type Static, type TSchema, Type } from 'typebox'

export const PageQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    cursor: Type.Optional(Type.String({ maxLength: 200, description: 'nextCursor of the page before' })),
  },
  // Validation fills the default in, so that a route always has a limit though a client may leave it out.
  { additionalProperties: false, required: [] },
)
export type PageQuery = Static<typeof PageQuery>

/** A page of a list; `nextCursor` is null on the last one. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) })

/** What a store answers: the items, and whether there are more after them. */
export interface Slice<T> {
  items: T[]
  more: boolean
}

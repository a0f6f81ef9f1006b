import { type Static, type TSchema, Type } from 'typebox'

export const PageQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    cursor: Type.Optional(Type.String({ maxLength: 200, description: 'nextCursor of the previous page' })),
  },
  // Clients may omit the limit, but a route always has one: validation adds the default.
  { additionalProperties: false, required: [] },
)
export type PageQuery = Static<typeof PageQuery>

/** A page of a list; `nextCursor` is null on the last one. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) })

/** A page as a store returns it: the items, and whether there are more after them. */
export interface Slice<T> {
  items: T[]
  more: boolean
}

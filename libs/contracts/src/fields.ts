import { type Static, Type } from 'typebox'

/** Identifies a product in URLs and orders; case-sensitive. */
export const Sku = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  examples: ['coffee-beans-1kg'],
})

/** Number of pieces. */
export const Quantity = Type.Integer({ minimum: 1, maximum: 1_000 })

/** Minor units (cents): integers, because sums of fractions drift. */
export const Amount = Type.Integer({ minimum: 0, maximum: 1_000_000_000, examples: [1290] })

/** ISO 4217. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', examples: ['EUR'] })

export const Money = Type.Object({ amount: Amount, currency: Currency })
export type Money = Static<typeof Money>

/** Without the maximum of a price: an order may have 50 lines of 1,000 pieces each. */
export const Total = Type.Object({ amount: Type.Integer({ minimum: 0 }), currency: Currency })

/** A UUID of version 7 (RFC 9562): it begins with a timestamp, so ids sort by creation time, to the millisecond. */
export const OrderId = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$',
})

/** Any UUID in lower case. A path accepts all versions: what is no order id is a 404, like an order that does not exist. */
export const Uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })

/** RFC 3339, UTC. */
export const Time = Type.String({ format: 'date-time' })

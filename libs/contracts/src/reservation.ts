import { type Static, Type } from 'typebox'
import { Money, OrderId, Quantity, Sku } from './fields.ts'

/** A line of an order that cannot be reserved, and why. */
export const MissingLine = Type.Object({
  sku: Sku,
  requested: Quantity,
  available: Type.Integer({ minimum: 0 }),
  reason: Type.Enum(['unknown-sku', 'out-of-stock']),
})
export type MissingLine = Static<typeof MissingLine>

const Line = Type.Object({ sku: Sku, quantity: Quantity }, { additionalProperties: false })
const PricedLine = Type.Object({ sku: Sku, quantity: Quantity, unitPrice: Money })

/** The body of `PUT /reservations/{orderId}`. */
export const ReservationRequest = Type.Object(
  { lines: Type.Array(Line, { minItems: 1, maxItems: 50 }) },
  { additionalProperties: false },
)
export type ReservationRequest = Static<typeof ReservationRequest>

/** All lines have been taken from stock, at these prices. */
export const Reserved = Type.Object({
  orderId: OrderId,
  status: Type.Literal('reserved'),
  lines: Type.Array(PricedLine),
})
export type Reserved = Static<typeof Reserved>

/** Nothing has been taken from stock: at least one line is missing. */
export const Refused = Type.Object({
  orderId: OrderId,
  status: Type.Literal('refused'),
  lines: Type.Array(Line),
  missing: Type.Array(MissingLine),
})
export type Refused = Static<typeof Refused>

/** What was reserved is back in stock; without `lines` if the release came before any reservation. */
export const Released = Type.Object({
  orderId: OrderId,
  status: Type.Literal('released'),
  lines: Type.Optional(Type.Array(Line)),
})
export type Released = Static<typeof Released>

/**
 * Catalog's decision for an order id: made once, then returned unchanged to every retry. Only a release may follow. When
 * it has been deleted, no other one is made: the order is then too old.
 */
export const Reservation = Type.Union([Reserved, Refused, Released])
export type Reservation = Static<typeof Reservation>

import { type Static, Type } from 'typebox'
import { Money, OrderId, Quantity, Sku, Time, Total } from './fields.ts'
import { MissingLine } from './reservation.ts'

export const OrderLine = Type.Object({ sku: Sku, quantity: Quantity }, { additionalProperties: false })
export type OrderLine = Static<typeof OrderLine>

/** The body of `POST /api/orders`. */
export const NewOrder = Type.Object(
  { lines: Type.Array(OrderLine, { minItems: 1, maxItems: 50 }) },
  { additionalProperties: false },
)
export type NewOrder = Static<typeof NewOrder>

/**
 * pending → confirmed | rejected; confirmed → cancelling → cancelled. `pending` and `cancelling` wait for
 * catalog's answer, and recovery moves them on.
 */
export const OrderStatus = Type.Enum(['pending', 'confirmed', 'rejected', 'cancelling', 'cancelled'])
export type OrderStatus = Static<typeof OrderStatus>

/** An order as the API shows it, and as the store keeps it. Prices are those it was placed at. */
export const Order = Type.Object({
  id: OrderId,
  status: OrderStatus,
  lines: Type.Array(Type.Object({ sku: Sku, quantity: Quantity, unitPrice: Type.Optional(Money) })),
  total: Type.Optional(Total),
  missing: Type.Optional(Type.Array(MissingLine)),
  createdAt: Time,
  updatedAt: Time,
})
export type Order = Static<typeof Order>

/** The index of the first line whose SKU an earlier line has, or -1: an order names each SKU once. */
export function repeatedLine(lines: OrderLine[]): number {
  const skus = lines.map(({ sku }) => sku)
  return skus.findIndex((sku, i) => skus.indexOf(sku) < i)
}

/** Whether two lists ask for the same pieces of the same products, in the same order. */
export function sameLines(a: OrderLine[], b: OrderLine[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ sku, quantity }, i) => sku === b[i]?.sku && quantity === b[i]?.quantity)
  )
}

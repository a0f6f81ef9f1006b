import { type Static, Type } from 'typebox'
import { Money, OrderId, Quantity, Sku, Time, Total } from './fields.ts'
import { PageQuery } from './page.ts'
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
 * pending → confirmed | rejected; pending | confirmed → cancelling → cancelled; pending → cancelled if catalog has
 * released the order. `pending` and `cancelling` last until catalog has responded; recovery retries them.
 */
export const OrderStatus = Type.Enum(['pending', 'confirmed', 'rejected', 'cancelling', 'cancelled'])
export type OrderStatus = Static<typeof OrderStatus>

/** The statuses in which an order waits for catalog. */
export const OpenStatus = Type.Enum(['pending', 'cancelling'], {
  description: 'only orders that wait for catalog; one that stays in this list needs attention',
})
export type OpenStatus = Static<typeof OpenStatus>

/** The query of `GET /api/orders`. */
export const OrderQuery = Type.Object(
  {
    ...PageQuery.properties,
    status: Type.Optional(OpenStatus),
  },
  { additionalProperties: false, required: [] },
)

/** An order, as the API returns it and as the store keeps it. Prices are those at the time it was placed. */
export const Order = Type.Object({
  id: OrderId,
  status: OrderStatus,
  lines: Type.Array(Type.Object({ sku: Sku, quantity: Quantity, unitPrice: Type.Optional(Money) })),
  total: Type.Optional(Total),
  missing: Type.Optional(Type.Array(MissingLine)),
  owner: Type.Optional(
    Type.String({
      description: 'the subject of the user who placed it; absent: from before there were users',
    }),
  ),
  createdAt: Time,
  updatedAt: Time,
})
export type Order = Static<typeof Order>

/** The index of the first line whose SKU an earlier line has too, or -1: an order may name each SKU only once. */
export function repeatedLine(lines: OrderLine[]): number {
  const skus = lines.map(({ sku }) => sku)
  return skus.findIndex((sku, i) => skus.indexOf(sku) < i)
}

/** Whether two lists have the same SKUs and quantities, in the same order. */
export function sameLines(a: OrderLine[], b: OrderLine[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ sku, quantity }, i) => sku === b[i]?.sku && quantity === b[i]?.quantity)
  )
}

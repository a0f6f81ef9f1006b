import { type Static, Type } from 'typebox'
import { Amount, Currency, Money, Quantity, Sku } from './fields.ts'

export const Product = Type.Object({
  sku: Sku,
  name: Type.String(),
  price: Money,
  available: Type.Integer({ minimum: 0, description: 'pieces that can be ordered now' }),
})
export type Product = Static<typeof Product>

/** The currency is optional; if present, it must be the one that the catalog sells in. */
export const ProductChange = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
    price: Type.Object(
      { amount: Amount, currency: Type.Optional(Currency) },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
export type ProductChange = Static<typeof ProductChange>

export const Restock = Type.Object({ quantity: Quantity }, { additionalProperties: false })
export type Restock = Static<typeof Restock>

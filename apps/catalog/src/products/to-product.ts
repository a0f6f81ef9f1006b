import type { Product } from '@slipway/contracts'
import type { StoredProduct } from './store.ts'

/** Converts a stored product to the API's representation. */
export function toProduct({ sku, name, amount, stock }: StoredProduct, currency: string): Product {
  return { sku, name, price: { amount, currency }, available: stock }
}

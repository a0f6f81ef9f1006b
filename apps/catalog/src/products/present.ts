import type { Product } from '@slipway/contracts'
import type { StoredProduct } from './store.ts'

/** A product as the API shows it. */
export function present({ sku, name, amount, stock }: StoredProduct, currency: string): Product {
  return { sku, name, price: { amount, currency }, available: stock }
}

import type { Slice } from '@slipway/contracts'

/** A product as stored: `amount` is its price in minor units of the catalog's currency. */
export interface StoredProduct {
  sku: string
  name: string
  amount: number
  stock: number
}

export interface ProductStore {
  /** Creates a product without stock, or changes the name and price of an existing one. */
  put(product: {
    sku: string
    name: string
    amount: number
  }): Promise<{ created: boolean; product: StoredProduct }>
  get(sku: string): Promise<StoredProduct | undefined>
  /** Lists up to `limit` products in SKU order, starting after the SKU `after`. */
  list(limit: number, after?: string): Promise<Slice<StoredProduct>>
  /** Inserts products with stock, once per store even if several instances try. Returns whether this call did. */
  seed(products: StoredProduct[]): Promise<boolean>
}

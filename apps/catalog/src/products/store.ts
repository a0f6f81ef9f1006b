import type { Slice } from '@slipway/contracts'

/** A product as the store keeps it: the price in minor units of the catalog's one currency. */
export interface StoredProduct {
  sku: string
  name: string
  amount: number
  stock: number
}

export interface ProductStore {
  /** Creates a product without stock, or changes name and price of one; says which. */
  put(product: {
    sku: string
    name: string
    amount: number
  }): Promise<{ created: boolean; product: StoredProduct }>
  get(sku: string): Promise<StoredProduct | undefined>
  /** Up to `limit` products in the order of their SKUs, from the first one after `after`. */
  list(limit: number, after?: string): Promise<Slice<StoredProduct>>
  /** Puts products with stock in unless it was ever done; one step, whichever instances try at once. */
  seed(products: StoredProduct[]): Promise<boolean>
}

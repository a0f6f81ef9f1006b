import { silentLogger } from '@slipway/testing'
import { openStores, type Stores } from '../src/open-stores.ts'
import type { StoredProduct } from '../src/products/store.ts'

/** Opens one more connection to the store at a URL, with products in it. Dispose it to close the connection. */
export async function open(
  url: string,
  products: StoredProduct[] = [],
  RETENTION_DAYS = 30,
): Promise<Stores & AsyncDisposable> {
  await using opening = new AsyncDisposableStack()
  const stores = opening.adopt(await openStores({ STORE_URL: url, RETENTION_DAYS }, silentLogger), (stores) =>
    stores.close(),
  )
  if (products.length > 0) await stores.products.seed(products)
  const opened = opening.move()
  return { ...stores, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** The stock of every product, by SKU. */
export async function stockOf({ products }: Stores): Promise<Record<string, number>> {
  const { items } = await products.list(100)
  return Object.fromEntries(items.map(({ sku, stock }) => [sku, stock]))
}

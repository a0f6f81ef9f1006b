import { openStores, type Stores } from '../src/stores.ts'

/** One more connection to the store at this URL, closed at the end of the block. */
export async function open(url: string): Promise<Stores & AsyncDisposable> {
  const stores = await openStores({ STORE_URL: url })
  return { ...stores, [Symbol.asyncDispose]: stores.close }
}

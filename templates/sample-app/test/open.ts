import { silentLogger } from '@slipway/testing'
import { openStore } from '../src/open-store.ts'
import type { SparePartStore } from '../src/spare-parts/store.ts'

/** Opens one more connection to the store at a URL. Dispose it to close the connection. */
export async function open(url: string): Promise<{ store: SparePartStore } & AsyncDisposable> {
  const store = await openStore({ STORE_URL: url }, silentLogger)
  return { store, [Symbol.asyncDispose]: () => store.close() }
}

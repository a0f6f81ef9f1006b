import { randomUUIDv7 } from 'node:crypto'
import type { Order } from '@slipway/contracts'
import { silentLogger } from '@slipway/testing'
import { openStore } from '../src/open-store.ts'
import { type OrderStore, pendingOrder } from '../src/orders/store.ts'

export const NOW = 1_800_000_000_000

/** Opens one more connection to the store at a URL. Dispose it to close the connection. */
export async function open(url: string): Promise<{ store: OrderStore } & AsyncDisposable> {
  const store = await openStore({ STORE_URL: url }, silentLogger)
  return { store, [Symbol.asyncDispose]: () => store.close() }
}

/** A pending order of two pieces. */
export function newOrder(owner = 'ada'): Order {
  return pendingOrder(randomUUIDv7(), owner, [{ sku: 'oar', quantity: 2 }], new Date(NOW))
}

/** The order in another status, which it reached at `at`. */
export function as(status: Order['status'], order: Order, at = NOW): Order {
  return { ...order, status, updatedAt: new Date(at).toISOString() }
}

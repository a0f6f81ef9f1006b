import { randomUUIDv7 } from 'node:crypto'
import type { Order } from '@slipway/contracts'
import { type OrderStore, pendingOrder } from '../src/orders/store.ts'
import { openStore } from '../src/store.ts'

export const NOW = 1_800_000_000_000

/** One more connection to the store at this URL, closed at the end of the block. */
export async function open(url: string): Promise<{ store: OrderStore } & AsyncDisposable> {
  const store = await openStore({ STORE_URL: url })
  return { store, [Symbol.asyncDispose]: () => store.close() }
}

export function newOrder(): Order {
  return pendingOrder(randomUUIDv7(), [{ sku: 'oar', quantity: 2 }], new Date(NOW))
}

export function as(status: Order['status'], order: Order, at = NOW): Order {
  return { ...order, status, updatedAt: new Date(at).toISOString() }
}

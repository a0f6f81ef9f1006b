import { randomUUIDv7 } from 'node:crypto'
import { openStores } from '@slipway/catalog/src/open-stores.ts'
import type { Order } from '@slipway/contracts'
import { openStore } from '@slipway/orders/src/open-store.ts'
import { pendingOrder } from '@slipway/orders/src/orders/store.ts'
import { silentLogger } from '@slipway/testing'

/** Store URLs of the services. */
export interface StoreUrls {
  catalog: string
  orders: string
}

const PRODUCT = { sku: 'filler', name: 'Filler', amount: 100, stock: 1_000_000 }
const CURRENCY = 'EUR'
const OWNERS = 1_000
const AT_ONCE = 256 // orders
const SOON = 60_000 // ms; until then the order is settled

/** Puts confirmed orders and their reservations into both stores, by the methods that the services call. */
export async function fill(urls: StoreUrls, count: number): Promise<void> {
  const orders = await openStore({ STORE_URL: urls.orders }, silentLogger)
  const catalog = await openStores({ STORE_URL: urls.catalog, RETENTION_DAYS: 30 }, silentLogger)
  const price = { amount: PRODUCT.amount, currency: CURRENCY }
  const lines = [{ sku: PRODUCT.sku, quantity: 1 }]
  const addOrder = async (number: number) => {
    const order = pendingOrder(randomUUIDv7(), `customer-${number % OWNERS}`, lines, new Date())
    await orders.create(order, `filler-${number}`, String(number), Date.now() + SOON)
    await catalog.reservations.reserve(order.id, lines, CURRENCY)
    const decided = { lines: [{ ...lines[0]!, unitPrice: price }], total: price }
    const confirmed: Order = { ...order, ...decided, status: 'confirmed' }
    await orders.move('pending', confirmed, Number.POSITIVE_INFINITY)
  }
  try {
    await catalog.products.seed([PRODUCT])
    let next = 0
    const worker = async () => {
      while (next < count) await addOrder(next++)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  } finally {
    await Promise.all([orders.close(), catalog.close()])
  }
}

/** How long recovery needs to claim `due` orders that wait in a store beside all others, in ms for each time. */
export async function timeRecovery(url: string, times: number, due: number): Promise<number[]> {
  const orders = await openStore({ STORE_URL: url }, silentLogger)
  try {
    const all: number[] = []
    for (let time = 0; time < times; time++) {
      const now = Date.now()
      for (let i = 0; i < due; i++) {
        const order = pendingOrder(randomUUIDv7(), 'late', [{ sku: PRODUCT.sku, quantity: 1 }], new Date())
        await orders.create(order, `due-${time}-${i}`, '', now)
      }
      const start = performance.now()
      const claimed = await orders.claimDue(now, due)
      all.push(performance.now() - start)
      if (claimed.length !== due) throw new Error(`recovery claimed ${claimed.length} of ${due} orders`)
      const rejected = claimed.map((order) =>
        orders.move('pending', { ...order, status: 'rejected' }, Infinity),
      )
      await Promise.all(rejected)
    }
    return all
  } finally {
    await orders.close()
  }
}

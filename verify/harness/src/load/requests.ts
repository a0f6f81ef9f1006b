import { type Outcome, send } from '@slipway/testing/client'
import { stockUp } from '@slipway/testing/shop'

/** What a request is for: a product, a new order, an order placed before. */
export type Kind = 'read' | 'order' | 'read-order'

const RESTOCKS = 200 // of 1,000 pieces, the most that one may have
/** Pieces of a load's product: enough for 8,000 orders a second in the longest test, as one that is sold out is a 409. */
export const LOAD_STOCK = RESTOCKS * 1_000

/** Puts a product on stock for a load on it; returns how each kind of request is sent. */
export async function prepareRequests(
  url: string,
  sku: string,
): Promise<Record<Kind, (number: number) => Promise<Outcome>>> {
  for (let i = 0; i < RESTOCKS; i++) await stockUp(url, sku, 1_000)
  const order = (number: number | 'first') =>
    send('POST', `${url}/api/orders`, { lines: [{ sku, quantity: 1 }] }, `${sku}-${number}`)
  const first = await order('first')
  return {
    read: () => send('GET', `${url}/api/products/${sku}`),
    order,
    'read-order': () => send('GET', `${url}${'status' in first ? first.location : ''}`),
  }
}

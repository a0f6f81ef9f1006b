import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Order, OrderLine, Product } from '@slipway/contracts'
import { sendWithRetries } from './client.ts'

/** Creates a product, and adds stock. */
export async function stockUp(url: string, sku: string, stock: number, amount = 100): Promise<void> {
  await sendWithRetries('PUT', `${url}/api/products/${sku}`, { name: sku, price: { amount } })
  await sendWithRetries('POST', `${url}/api/products/${sku}/restocks`, { quantity: stock }, randomUUID())
}

export async function available(url: string, sku: string): Promise<number> {
  const { body } = await sendWithRetries('GET', `${url}/api/products/${sku}`)
  return (body as Product).available
}

export const place = (url: string, lines: OrderLine[], key: string = randomUUID()) =>
  sendWithRetries('POST', `${url}/api/orders`, { lines }, key)

/** Polls an order until recovery has settled it; at most for 30 s. */
export async function settledOrder(url: string, id: string): Promise<Order> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const { body } = await sendWithRetries('GET', `${url}/api/orders/${id}`)
    const order = body as Order
    if (order.status !== 'pending' && order.status !== 'cancelling') return order
    if (Date.now() > deadline) throw new Error(`order ${id} is still ${order.status}`)
    await sleep(100)
  }
}

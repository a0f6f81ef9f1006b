import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Order, OrderLine, Product } from '@slipway/contracts'
import { type Dispatcher, request } from 'undici'

/** What came back, or the code of why nothing did, and the request id that it was sent under. */
export type Outcome =
  | { status: number; body: never; location: string | null }
  | { failed: string; requestId: string }

/** One request, tried once. */
export async function send(method: string, url: string, body?: unknown, key?: string): Promise<Outcome> {
  const requestId = randomUUID()
  try {
    const answer = await request(url, {
      method: method as Dispatcher.HttpMethod,
      headers: {
        'x-request-id': requestId,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return {
      status: answer.statusCode,
      body: (await answer.body.json()) as never,
      location: (answer.headers.location as string | undefined) ?? null,
    }
  } catch (error) {
    return { failed: (error as { code?: string }).code ?? String(error), requestId }
  }
}

/** Sends until an answer other than 5xx comes, as a careful client would: with the same key. */
export async function insist(method: string, url: string, body?: unknown, key?: string) {
  const giveUp = Date.now() + 60_000
  for (;;) {
    const outcome = await send(method, url, body, key)
    if ('status' in outcome && outcome.status < 500) return outcome
    if (Date.now() > giveUp) throw new Error(`${method} ${url}: ${JSON.stringify(outcome)}`)
    await sleep(50)
  }
}

/** A product with stock, through the API. */
export async function stockUp(url: string, sku: string, stock: number, amount = 100): Promise<void> {
  await insist('PUT', `${url}/api/products/${sku}`, { name: sku, price: { amount } })
  await insist('POST', `${url}/api/products/${sku}/restocks`, { quantity: stock }, randomUUID())
}

export async function available(url: string, sku: string): Promise<number> {
  const { body } = await insist('GET', `${url}/api/products/${sku}`)
  return (body as Product).available
}

export const place = (url: string, lines: OrderLine[], key: string = randomUUID()) =>
  insist('POST', `${url}/api/orders`, { lines }, key)

/** Waits until recovery has settled an order. */
export async function settledOrder(url: string, id: string): Promise<Order> {
  const giveUp = Date.now() + 30_000
  for (;;) {
    const { body } = await insist('GET', `${url}/api/orders/${id}`)
    const order = body as Order
    if (order.status !== 'pending' && order.status !== 'cancelling') return order
    if (Date.now() > giveUp) throw new Error(`order ${id} is still ${order.status}`)
    await sleep(100)
  }
}

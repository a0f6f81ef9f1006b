import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { OrderLine } from '@slipway/contracts'
import { listen } from '@slipway/testing'

export interface Call {
  orderId: string
  release: boolean
  lines: OrderLine[]
}
export type Responder = (call: Call, response: ServerResponse) => unknown

/** Starts a catalog whose responses the test decides, and which records its calls. */
export async function startFakeCatalog(respond: Responder = accept) {
  const catalog = { calls: [] as Call[], respond }
  const { url, [Symbol.asyncDispose]: stop } = await listen(async (request, response) => {
    const [, , orderId = '', release] = (request.url ?? '').split('/')
    const body = await text(request)
    const call = { orderId, release: release === 'release', lines: body ? JSON.parse(body).lines : [] }
    catalog.calls.push(call)
    response.setHeader('server-timing', 'catalog;desc="catalog-9";dur=1.0')
    await catalog.respond(call, response)
  })
  return Object.assign(catalog, { url, [Symbol.asyncDispose]: stop })
}

/** Reserves every order, each piece at 1.50, and releases every order. */
export const accept: Responder = (call, response) => {
  const { orderId, release, lines } = call
  const priced = lines.map((line) => ({ ...line, unitPrice: { amount: 150, currency: 'EUR' } }))
  const decision = release ? { status: 'released' } : { status: 'reserved', lines: priced }
  return respondWith(200, { orderId, ...decision })(call, response)
}

/** Refuses every order: all its SKUs are unknown. */
export const refuse: Responder = (call, response) => {
  const { orderId, lines } = call
  const missing = lines.map(({ sku, quantity }) => ({
    sku,
    requested: quantity,
    available: 0,
    reason: 'unknown-sku',
  }))
  return respondWith(200, { orderId, status: 'refused', lines, missing })(call, response)
}

/** The decision for an order that was released, with or without a reservation before. */
export const released: Responder = (call, response) =>
  respondWith(200, { orderId: call.orderId, status: 'released' })(call, response)

/** The same response to every call; a string is sent unchanged. */
export function respondWith(status: number, body: unknown): Responder {
  return (_call, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

export const unavailable = respondWith(503, '{}')
export const resetConnection: Responder = (_call, response) => response.socket?.resetAndDestroy()
export const neverRespond: Responder = () => {}

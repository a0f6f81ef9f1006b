import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { OrderLine } from '@slipway/contracts'
import { listen } from '@slipway/testing'

export interface Call {
  orderId: string
  release: boolean
  lines: OrderLine[]
}
export type Answer = (call: Call, response: ServerResponse) => unknown

/** A catalog whose answers the test decides; it remembers what it was asked. */
export async function startFakeCatalog(first: Answer = decide) {
  const catalog = { calls: [] as Call[], answer: first }
  const { url, [Symbol.asyncDispose]: stop } = await listen(async (request, response) => {
    const [, , orderId = '', release] = (request.url ?? '').split('/')
    const body = await text(request)
    const call = { orderId, release: release === 'release', lines: body ? JSON.parse(body).lines : [] }
    catalog.calls.push(call)
    response.setHeader('server-timing', 'catalog;desc="catalog-9";dur=1.0')
    await catalog.answer(call, response)
  })
  return Object.assign(catalog, { url, [Symbol.asyncDispose]: stop })
}

/** Reserves and releases whatever it is asked to, each piece at 1.50. */
export function decide({ orderId, release, lines }: Call, response: ServerResponse): void {
  const unitPrice = { amount: 150, currency: 'EUR' }
  if (release) send(200, { orderId, status: 'released' })({} as Call, response)
  else {
    const priced = lines.map((line) => ({ ...line, unitPrice }))
    send(200, { orderId, status: 'reserved', lines: priced })({} as Call, response)
  }
}

export function refuse({ orderId, lines }: Call, response: ServerResponse): void {
  const missing = lines.map(({ sku, quantity }) => ({
    sku,
    requested: quantity,
    available: 0,
    reason: 'unknown-sku',
  }))
  send(200, { orderId, status: 'refused', lines, missing })({} as Call, response)
}

/** Always the same answer; a string is sent as it is. */
export function send(status: number, body: unknown): Answer {
  return (_call, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** Connections that end without an answer, and answers that never come. */
export const reset: Answer = (_call, response) => response.socket?.resetAndDestroy()
export const silence: Answer = () => {}

import type { IncomingHttpHeaders } from 'node:http'
import type { Order } from '@slipway/contracts'

/** An order as it is stored. The schema of the API leaves `placedBy` out of responses, `withoutTrace` out of problems. */
interface StoredOrder extends Order {
  /** The `traceparent` of the request that placed it: whichever instance recovers it can link to that trace. */
  placedBy?: string
}

/** W3C Trace Context, version 00, of a trace that is recorded. https://www.w3.org/TR/trace-context/ */
const RECORDED = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/

/** The same order, with the trace of its request if that is recorded. */
export function withTrace(order: Order, { traceparent }: IncomingHttpHeaders): Order {
  if (typeof traceparent !== 'string' || !RECORDED.test(traceparent)) return order
  const stored: StoredOrder = { ...order, placedBy: traceparent }
  return stored
}

export const placedBy = (order: Order): string | undefined => (order as StoredOrder).placedBy

/** The same order, as the API returns it. */
export function withoutTrace(order: Order): Order {
  const { placedBy: _, ...shown }: StoredOrder = order
  return shown
}

import {
  type OrderLine,
  REQUEST_ID_HEADER,
  Refused,
  Released,
  Reservation,
  sameLines,
} from '@slipway/contracts'
import { type CallContext, compileCheck } from '@slipway/service-kit'
import type { Upstream } from '@slipway/upstream'
import { Type } from 'typebox'

const isDecision = compileCheck(Reservation)
const isNothingReserved = compileCheck(Type.Union([Released, Refused]))

/**
 * A response of an unavailable catalog: 503, or 502 and 504 of a proxy; or 401, where the token of this service is not
 * accepted, until it is replaced. A 500 is none of them, but a bug.
 */
export class CatalogUnavailable extends Error {
  override name = 'CatalogUnavailable'
}

/** A response that no outage explains: one of the two services has a bug. */
export class UnexpectedResponse extends Error {
  override name = 'UnexpectedResponse'
}

/**
 * Calls catalog's reservations API. Everything but a valid decision (a timeout, a 5xx, a body of another
 * shape) throws: the outcome is then unknown, and the order must stay open.
 */
export class CatalogClient {
  readonly #upstream: Pick<Upstream, 'request'>

  constructor(upstream: Pick<Upstream, 'request'>) {
    this.#upstream = upstream
  }

  /**
   * Reserves all lines or none. Safe to repeat: catalog's first decision is final. `released`: the order was cancelled
   * at catalog, before or after its reservation.
   */
  async reserve(orderId: string, lines: OrderLine[], call: CallContext): Promise<Reservation> {
    const body = { lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) }
    const decision = await this.#put(orderId, '', body, isDecision, call)
    if (decision.orderId === orderId && sameLines(decision.lines ?? lines, lines)) return decision
    throw new UnexpectedResponse('catalog returned the decision for another order')
  }

  /** Returns the reserved pieces to stock, if there are any. Safe to repeat; a late reservation then takes nothing. */
  async release(orderId: string, call: CallContext): Promise<void> {
    const decision = await this.#put(orderId, '/release', undefined, isNothingReserved, call)
    if (decision.orderId !== orderId) throw new UnexpectedResponse('catalog released another order')
  }

  async #put<T>(
    orderId: string,
    action: string,
    body: unknown,
    isValid: (value: unknown) => value is T,
    call: CallContext,
  ): Promise<T> {
    const response = await this.#upstream.request({
      method: 'PUT',
      path: `/reservations/${orderId}${action}`,
      logFields: { orderId },
      headers: {
        [REQUEST_ID_HEADER]: call.requestId,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      deadline: call.deadline,
    })
    const serverTiming = response.headers['server-timing']
    if (typeof serverTiming === 'string') call.servedBy.push(serverTiming)
    if (response.status > 500 || response.status === 401)
      throw new CatalogUnavailable(`catalog responded with ${response.status}`)
    const value = response.status === 200 ? parseJson(response.body) : undefined
    if (isValid(value)) return value
    throw new UnexpectedResponse(`catalog responded with ${response.status} and no valid decision`)
  }
}

/** Undefined if the body is not JSON. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

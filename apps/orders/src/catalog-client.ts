import {
  type OrderLine,
  type Refused,
  Released,
  Reservation,
  type Reserved,
  sameLines,
} from '@slipway/contracts'
import { type CallContext, REQUEST_ID_HEADER } from '@slipway/service-kit'
import type { Upstream } from '@slipway/upstream'
import { Compile } from 'typebox/compile'

const Decision = Compile(Reservation)
const Release = Compile(Released)

/** An answer that no outage explains: one of the two services has a bug. */
export class UnexpectedAnswer extends Error {
  override name = 'UnexpectedAnswer'
}

/**
 * The one service that orders calls. Whatever is not an answer that it knows (a timeout, a 5xx, a body
 * that makes no sense) is thrown: the outcome is then unknown, and nobody may act as if it were not.
 */
export class CatalogClient {
  readonly #upstream: Upstream

  constructor(upstream: Upstream) {
    this.#upstream = upstream
  }

  /** Asks for all lines, or none. Safe to repeat: catalog's first decision stands. */
  async reserve(orderId: string, lines: OrderLine[], context: CallContext): Promise<Reserved | Refused> {
    const body = { lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) }
    const decision = await this.#put(`/reservations/${orderId}`, body, Decision, context)
    // This request was late: another one settled the order, and it was cancelled since.
    if (decision.status === 'released') throw new Error('catalog has released the order meanwhile')
    if (decision.orderId === orderId && sameLines(decision.lines, lines)) return decision
    throw new UnexpectedAnswer('catalog answered about another order, which settles nothing')
  }

  /** Gives back what was reserved. Safe to repeat. */
  async release(orderId: string, context: CallContext): Promise<Released> {
    return this.#put(`/reservations/${orderId}/release`, undefined, Release, context)
  }

  async #put<T>(
    path: string,
    body: unknown,
    answer: { Check(value: unknown): value is T },
    context: CallContext,
  ): Promise<T> {
    const response = await this.#upstream.request({
      method: 'PUT',
      path,
      headers: {
        [REQUEST_ID_HEADER]: context.requestId,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      deadline: context.deadline,
    })
    const served = response.headers['server-timing']
    if (typeof served === 'string') context.servedBy.push(served)
    const message = `catalog answered ${response.status}, which settles nothing`
    if (response.status >= 500) throw new Error(message)
    const value = response.status === 200 ? parsed(response.body) : undefined
    if (answer.Check(value)) return value
    throw new UnexpectedAnswer(message)
  }
}

/** Undefined where it is no JSON. */
function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

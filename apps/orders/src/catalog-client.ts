import { type OrderLine, Refused, Released, Reserved, sameLines } from '@slipway/contracts'
import { type CallContext, deadlineHeader, REQUEST_ID_HEADER } from '@slipway/service-kit'
import type { Upstream } from '@slipway/upstream'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'

const Decision = Compile(Type.Union([Reserved, Refused]))
const Release = Compile(Released)

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
    if (decision.orderId === orderId && sameLines(decision.lines, lines)) return decision
    throw new Error('catalog answered about another order, which settles nothing')
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
        ...deadlineHeader(context.deadline),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const served = response.headers['server-timing']
    if (typeof served === 'string') context.servedBy.push(served)
    const value: unknown = JSON.parse(response.body.toString())
    if (response.status === 200 && answer.Check(value)) return value
    throw new Error(`catalog answered ${response.status}, which settles nothing`)
  }
}

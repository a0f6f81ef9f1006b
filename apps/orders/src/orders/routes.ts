import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { NewOrder, Order, OrderId, Page, PageQuery, ProblemDocument, repeatedLine } from '@slipway/contracts'
import {
  callContext,
  decodeCursor,
  encodeCursor,
  IdempotencyHeaders,
  invalidField,
  Problem,
  parseIdempotencyKey,
} from '@slipway/service-kit'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { cancelOrder } from './cancel-order.ts'
import { placeOrder } from './place-order.ts'
import type { SettleContext } from './settle-order.ts'

const tags = ['orders']
const params = Type.Object({ id: OrderId })

export const orderRoutes: FastifyPluginAsyncTypebox<SettleContext> = async (app, context) => {
  app.post(
    '/api/orders',
    {
      schema: {
        tags,
        summary: 'Place an order, once for each Idempotency-Key',
        description:
          '201: all lines are reserved. 202: the outcome is not known yet; ask again at Location. ' +
          '409: rejected, with what is missing. A repeat with the same key answers with the same order as it now ' +
          'is: with 201 also where it has been cancelled since.',
        headers: IdempotencyHeaders,
        body: NewOrder,
        response: { 201: Order, 202: Order, default: ProblemDocument },
      },
    },
    async (request, reply) => {
      const { body, headers } = request
      const repeated = repeatedLine(body.lines)
      if (repeated >= 0) throw invalidField('body', `/lines/${repeated}/sku`, 'is in the order twice')
      const call = callContext(request)
      const order = await placeOrder(context, body, parseIdempotencyKey(headers), call)
      servedBy(reply, call.servedBy)
      if (order.status === 'rejected') throw outOfStock(order)
      reply.code(order.status === 'pending' ? 202 : 201).header('location', `/api/orders/${order.id}`)
      return order
    },
  )

  app.get(
    '/api/orders/:id',
    {
      schema: { tags, summary: 'Get an order', params, response: { 200: Order, default: ProblemDocument } },
    },
    async ({ params: { id } }) => {
      const order = await context.store.get(id)
      if (!order) throw new Problem(404, 'not-found', `There is no order ${id}.`)
      return order
    },
  )

  app.get(
    '/api/orders',
    {
      schema: {
        tags,
        summary: 'List orders, newest first',
        querystring: PageQuery,
        response: { 200: Page(Order), default: ProblemDocument },
      },
    },
    async ({ query }) => {
      const before = decodeCursor(query.cursor, (key) => Value.Check(OrderId, key))
      const { items, more } = await context.store.list(query.limit, before)
      return { items, nextCursor: more ? encodeCursor(items.at(-1)!.id) : null }
    },
  )

  app.put(
    '/api/orders/:id/cancellation',
    {
      schema: {
        tags,
        summary: 'Cancel a confirmed order; its stock is given back once',
        params,
        response: { 200: Order, 202: Order, default: ProblemDocument },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const call = callContext(request)
      const order = await cancelOrder(context, id, call)
      servedBy(reply, call.servedBy)
      if (order.status === 'cancelling') reply.code(202).header('location', `/api/orders/${id}`)
      return order
    },
  )
}

function servedBy(reply: FastifyReply, entries: string[]): void {
  if (entries.length > 0) reply.header('server-timing', entries.join(', '))
}

function outOfStock(order: Order): Problem {
  const { missing = [], lines } = order
  const errors = missing.map(({ sku, requested, available, reason }) => ({
    in: 'body' as const,
    field: `/lines/${lines.findIndex((line) => line.sku === sku)}`,
    detail:
      reason === 'unknown-sku' ? `there is no product ${sku}` : `${requested} wanted, ${available} available`,
  }))
  return new Problem(409, 'out-of-stock', 'Not all lines can be had, so nothing was ordered.', {
    errors,
    order,
  })
}

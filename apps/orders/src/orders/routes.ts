import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  NewOrder,
  Order,
  OrderId,
  OrderQuery,
  Page,
  ProblemResponse,
  repeatedLine,
  Uuid,
} from '@slipway/contracts'
import {
  addLogFields,
  callContext,
  compileCheck,
  decodeCursor,
  encodeCursor,
  IdempotencyHeaders,
  invalidField,
  limitPage,
  parseIdempotencyKey,
} from '@slipway/service-kit'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { cancelOrder } from './cancel-order.ts'
import { outOfStockProblem } from './out-of-stock-problem.ts'
import { findOrder } from './owner.ts'
import { type PlaceContext, placeOrder } from './place-order.ts'
import { isOpen } from './store.ts'

const tags = ['orders']
const params = Type.Object({ id: Uuid })
const isOrderId = compileCheck(OrderId)

export const orderRoutes: FastifyPluginAsyncTypebox<PlaceContext> = async (app, context) => {
  // Orders belong to somebody: no cache may return them to somebody else.
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.post(
    '/api/orders',
    {
      schema: {
        tags,
        summary: 'Place an order, once per Idempotency-Key',
        description:
          '201: confirmed, all lines are reserved. 202: pending or cancelling, the outcome is unknown; poll Location. ' +
          '409: rejected, the problem lists the missing lines. A repeat with the same key returns the same order in ' +
          'its current state, with 201 also if it has been cancelled. A key expires 24 hours after its order was ' +
          'settled, and a rejected order is deleted with it. 429: too many of your orders are open.',
        headers: IdempotencyHeaders,
        body: NewOrder,
        response: { 201: Order, 202: Order, default: ProblemResponse },
      },
    },
    async (request, reply) => {
      const { body, headers, user } = request
      const repeated = repeatedLine(body.lines)
      if (repeated >= 0) throw invalidField('body', `/lines/${repeated}/sku`, 'occurs twice')
      const key = parseIdempotencyKey(headers)
      const call = callContext(request)
      const order = await placeOrder(context, { user, key, body, headers }, call)
      setServerTiming(reply, call.servedBy)
      addLogFields(request, { orderStatus: order.status })
      if (order.status === 'rejected') throw outOfStockProblem(order)
      reply.code(isOpen(order.status) ? 202 : 201).header('location', `/api/orders/${order.id}`)
      return order
    },
  )

  app.get(
    '/api/orders/:id',
    {
      schema: { tags, summary: 'Get an order', params, response: { 200: Order, default: ProblemResponse } },
    },
    async (request) => {
      const order = await findOrder(context.store, request.params.id, request)
      addLogFields(request, { orderStatus: order.status })
      return order
    },
  )

  app.get(
    '/api/orders',
    {
      schema: {
        tags,
        summary: 'List your orders, newest first; operators list all',
        description:
          'A page may have fewer orders than the limit, although there are more: follow nextCursor.',
        querystring: OrderQuery,
        response: { 200: Page(Order), default: ProblemResponse },
      },
    },
    async ({ query, user }) => {
      const before = decodeCursor(query.cursor, isOrderId)
      const owner = user.isOperator ? undefined : user.subject
      const page = await context.store.list(query.limit, { before, status: query.status, owner })
      const { items, more } = limitPage(page.items, page.more)
      return { items, nextCursor: more ? encodeCursor(items.at(-1)!.id) : null }
    },
  )

  app.put(
    '/api/orders/:id/cancellation',
    {
      schema: {
        tags,
        summary: 'Cancel a pending or confirmed order; its pieces return to stock, once',
        description:
          '202: cancelling, catalog has not responded yet; poll Location. 409: the order is rejected, or too old.',
        params,
        response: { 200: Order, 202: Order, default: ProblemResponse },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const found = await findOrder(context.store, id, request)
      const call = callContext(request)
      const order = await cancelOrder(context, found, call)
      setServerTiming(reply, call.servedBy)
      addLogFields(request, { orderStatus: order.status })
      if (order.status === 'cancelling') reply.code(202).header('location', `/api/orders/${id}`)
      return order
    },
  )
}

function setServerTiming(reply: FastifyReply, entries: string[]): void {
  if (entries.length > 0) reply.header('server-timing', entries.join(', '))
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Page, PageQuery, ProblemResponse } from '@slipway/contracts'
import {
  callContext, // add-service: calls
  compileCheck,
  decodeCursor,
  encodeCursor,
  Problem,
  requireOperator,
} from '@slipway/service-kit'
import { Type } from 'typebox'
import type { CalleeServiceClient } from '../callee-service-client.ts' // add-service: calls
import { SparePart, SparePartChange, SparePartId } from './schema.ts'
import type { SparePartStore } from './store.ts'

const tags = ['spare parts']
const params = Type.Object({ id: SparePartId })
const isId = compileCheck(SparePartId)

/** What the routes use. */
export interface SparePartContext {
  store: SparePartStore
  calleeService: Pick<CalleeServiceClient, 'checkLive'> // add-service: calls
}

export const sparePartRoutes: FastifyPluginAsyncTypebox<SparePartContext> = async (app, context) => {
  const { store } = context

  app.get(
    '/api/spare-parts',
    {
      schema: {
        tags,
        summary: 'List spare parts in the order of their ids',
        querystring: PageQuery,
        response: { 200: Page(SparePart), default: ProblemResponse },
      },
    },
    async ({ query }) => {
      const { items, more } = await store.list(query.limit, decodeCursor(query.cursor, isId))
      return { items, nextCursor: more ? encodeCursor(items.at(-1)!.id) : null }
    },
  )

  app.get(
    '/api/spare-parts/:id',
    {
      schema: {
        tags,
        summary: 'Get a spare part',
        params,
        response: { 200: SparePart, default: ProblemResponse },
      },
    },
    async ({ params: { id } }) => {
      const found = await store.get(id)
      if (!found) throw new Problem(404, 'not-found', `No spare part with id ${id}.`)
      return found
    },
  )

  app.put(
    '/api/spare-parts/:id',
    {
      onRequest: requireOperator('Only operators may change spare parts.'),
      schema: {
        tags,
        summary: 'Create a spare part, or change it',
        params,
        body: SparePartChange,
        response: { 200: SparePart, 201: SparePart, default: ProblemResponse },
      },
    },
    async (request, reply) => {
      const call = callContext(request) // add-service: calls
      await context.calleeService.checkLive(call) // add-service: calls
      reply.header('server-timing', call.servedBy.join(', ')) // add-service: calls
      const { id } = request.params
      const stored = { id, ...request.body }
      const created = await store.put(stored)
      reply.code(created ? 201 : 200)
      if (created) reply.header('location', `/api/spare-parts/${id}`)
      return stored
    },
  )
}

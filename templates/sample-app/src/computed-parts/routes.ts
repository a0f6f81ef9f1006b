import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ProblemResponse } from '@slipway/contracts'
import { callContext } from '@slipway/service-kit' // add-service: calls
import type { CalleeServiceClient } from '../callee-service-client.ts' // add-service: calls
import { ComputedPart, ComputedPartQuery } from './schema.ts'

/** What the routes use. */
export interface ComputedPartContext {
  compute(name: string): string
  calleeService: Pick<CalleeServiceClient, 'checkLive'> // add-service: calls
}

export const computedPartRoutes: FastifyPluginAsyncTypebox<ComputedPartContext> = async (app, context) => {
  app.get(
    '/api/computed-parts',
    {
      schema: {
        tags: ['computed parts'],
        summary: 'Compute the id of a computed part from its name',
        querystring: ComputedPartQuery,
        response: { 200: ComputedPart, default: ProblemResponse },
      },
    },
    async (
      request,
      reply, // add-service: calls
    ) => {
      const call = callContext(request) // add-service: calls
      await context.calleeService.checkLive(call) // add-service: calls
      reply.header('server-timing', call.servedBy.join(', ')) // add-service: calls
      const { name } = request.query
      return { id: context.compute(name), name }
    },
  )
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  OrderId,
  ProblemResponse,
  Reservation,
  ReservationRequest,
  repeatedLine,
  sameLines,
} from '@slipway/contracts'
import { addLogFields, invalidField, Problem } from '@slipway/service-kit'
import { Type } from 'typebox'
import type { ReservationStore } from './store.ts'

const params = Type.Object({ orderId: OrderId })
const response = { 200: Reservation, default: ProblemResponse }

/** Internal API, called by orders. It is outside /api, so the gateway does not route to it. */
export const reservationRoutes: FastifyPluginAsyncTypebox<{
  store: ReservationStore
  currency: string
}> = async (app, { store, currency }) => {
  app.put(
    '/reservations/:orderId',
    {
      schema: {
        tags: ['reservations'],
        summary: 'Reserve all lines or none; the first decision is final',
        params,
        body: ReservationRequest,
        response,
      },
    },
    async (request) => {
      const { orderId } = request.params
      const { lines } = request.body
      addLogFields(request, { orderId })
      const repeated = repeatedLine(lines)
      if (repeated >= 0) throw invalidField('body', `/lines/${repeated}/sku`, 'occurs twice')
      const decision = await store.reserve(orderId, lines, currency)
      addLogFields(request, { reservation: decision.status })
      // Without this check the caller would apply a decision for other lines to these.
      if (decision.lines && !sameLines(decision.lines, lines)) {
        throw new Problem(422, 'other-lines', 'This order already has a decision for different lines.')
      }
      return decision
    },
  )

  app.put(
    '/reservations/:orderId/release',
    {
      schema: { tags: ['reservations'], summary: 'Return reserved pieces to stock, once', params, response },
    },
    async (request) => {
      const { orderId } = request.params
      addLogFields(request, { orderId })
      const decision = await store.release(orderId)
      addLogFields(request, { reservation: decision.status })
      return decision
    },
  )
}

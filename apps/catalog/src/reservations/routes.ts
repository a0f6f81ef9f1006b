import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  OrderId,
  ProblemDocument,
  Reservation,
  ReservationRequest,
  repeatedLine,
  sameLines,
} from '@slipway/contracts'
import { invalidField, Problem } from '@slipway/service-kit'
import { Type } from 'typebox'
import type { ReservationStore } from './store.ts'

const params = Type.Object({ orderId: OrderId })
const response = { 200: Reservation, default: ProblemDocument }

/** Between the services only: outside /api, and the gateway has no route to it. */
export const reservationRoutes: FastifyPluginAsyncTypebox<{
  store: ReservationStore
  currency: string
}> = async (app, { store, currency }) => {
  app.put(
    '/reservations/:orderId',
    {
      schema: {
        tags: ['reservations'],
        summary: 'Take all lines from stock, or none; the first decision stands',
        params,
        body: ReservationRequest,
        response,
      },
    },
    async ({ params: { orderId }, body: { lines } }) => {
      const repeated = repeatedLine(lines)
      if (repeated >= 0) throw invalidField('body', `/lines/${repeated}/sku`, 'is in the reservation twice')
      const decision = await store.reserve(orderId, lines, currency)
      // An answer about other lines would be taken for one about these.
      if (decision.lines && !sameLines(decision.lines, lines)) {
        throw new Problem(422, 'other-lines', 'This order was decided with other lines.')
      }
      return decision
    },
  )

  app.put(
    '/reservations/:orderId/release',
    {
      schema: { tags: ['reservations'], summary: 'Put back what an order took, once', params, response },
    },
    async ({ params: { orderId } }) => store.release(orderId),
  )
}

import type { Order } from '@slipway/contracts'
import { accessRefused, addLogFields, LOCAL_USER, Problem, type User } from '@slipway/service-kit'
import type { FastifyRequest } from 'fastify'
import type { OrderStore } from './store.ts'

/** The subject that an order belongs to. Orders from before there were users have none: they are the local user's. */
export const ownerOf = (order: Order): string => order.owner ?? LOCAL_USER.subject

/** Customers see and cancel their own orders, operators all of them. */
const mayAccess = (user: User, order: Order): boolean => user.isOperator || user.subject === ownerOf(order)

/**
 * Reads an order for the user of a request.
 * @throws Problem 404 if the id is unknown, and the same one if the order is somebody else's: nobody learns that it exists.
 */
export async function findOrder(
  store: Pick<OrderStore, 'get'>,
  id: string,
  request: FastifyRequest,
): Promise<Order> {
  addLogFields(request, { orderId: id })
  const order = await store.get(id)
  if (!order) throw orderNotFound(id)
  if (!mayAccess(request.user, order)) {
    addLogFields(request, accessRefused('not-owner', { subject: request.user.subject }))
    throw orderNotFound(id)
  }
  return order
}

/** 404: there is no order with this id, or not for this user. */
export const orderNotFound = (id: string) => new Problem(404, 'not-found', `No order with id ${id}.`)

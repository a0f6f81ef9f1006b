import { randomUUIDv7 } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { NewOrder, Order } from '@slipway/contracts'
import { publish } from '@slipway/observe'
import { type CallContext, fingerprint, keyReused, storedKey, type User } from '@slipway/service-kit'
import { limitsOf, type OpenLimits, tooManyOpenOrders } from './open-limits.ts'
import { withTrace } from './placed-by.ts'
import { type SettleContext, settleOrder } from './settle-order.ts'
import { pendingOrder } from './store.ts'

export interface PlaceContext extends SettleContext {
  /** For customers. */
  openLimits: OpenLimits
}

/** The request to place an order. */
interface Placement {
  user: User
  /** The idempotency key; it belongs to the user. */
  key: string
  body: NewOrder
  headers?: IncomingHttpHeaders
}

/**
 * Places an order: stores it as `pending`, so that it cannot be lost, then settles it. A repeat with the same
 * key finds the stored order and settles that one.
 * @throws Problem 422 if the user has used the key for a different request, 429 if the user has too many open orders.
 */
export async function placeOrder(
  context: PlaceContext,
  { user, key, body, headers = {} }: Placement,
  call: CallContext,
): Promise<Order> {
  const now = new Date()
  const requested = fingerprint('POST', '/api/orders', body)
  const pending = withTrace(pendingOrder(randomUUIDv7(), user.subject, body.lines, now), headers)
  const dueAt = now.getTime() + context.recoverAfter
  call.logFields.orderId = pending.id // what is logged from now on may be about an order that is stored
  const limits = limitsOf(user, context.openLimits)
  const record = await context.store.create(pending, storedKey(user, key), requested, dueAt, limits)
  if (!record) {
    const { subject } = user
    Object.assign(call.logFields, {
      event: 'rate-limited',
      reason: 'open-orders',
      subject,
      orderId: undefined,
    })
    throw tooManyOpenOrders(limits)
  }
  const { id: orderId, status } = record.order
  call.logFields.orderId = orderId
  if (record.fingerprint !== requested) throw keyReused()
  const event = { orderId, requestId: call.requestId, status }
  if (orderId === pending.id) publish('order', { ...event, was: undefined })
  else publish('order-repeated', event)
  call.logFields.repeated = orderId !== pending.id || undefined
  return settleOrder(context, record.order, call)
}

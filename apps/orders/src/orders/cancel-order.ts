import type { Order } from '@slipway/contracts'
import { publish } from '@slipway/observe'
import { type CallContext, Problem } from '@slipway/service-kit'
import { orderNotFound } from './owner.ts'
import { type SettleContext, settleOrder } from './settle-order.ts'

/**
 * Cancels a pending or confirmed order: stores it as `cancelling`, then releases it at catalog. A repeat continues
 * where the first request stopped. A reservation of a pending order that arrives at catalog after its release takes
 * nothing.
 * @throws Problem 404 if the order has been deleted in between, 409 if the order is rejected or too old.
 */
export async function cancelOrder(context: SettleContext, found: Order, call: CallContext): Promise<Order> {
  const { id, createdAt } = found
  let order: Order | undefined = found
  if (order.status === 'confirmed' && Date.now() >= Date.parse(createdAt) + context.retention) {
    // Some days from now catalog deletes the reservation, and could not return its pieces any more.
    throw new Problem(409, 'too-old', 'The order is too old to be cancelled.')
  }
  // Twice if another request confirms a pending order in between. No order returns to either status.
  while (order?.status === 'pending' || order?.status === 'confirmed') {
    const { status: was } = order
    order = await startCancelling(context, order)
    if (order?.status === 'cancelling') {
      publish('order', { orderId: id, requestId: call.requestId, status: order.status, was })
    }
  }
  if (!order) throw orderNotFound(id)
  if (order.status === 'rejected') {
    throw new Problem(409, 'rejected', 'The order is rejected. There is nothing to cancel.')
  }
  return settleOrder(context, order, call)
}

/** Returns the stored order, which another request may have moved first. */
function startCancelling({ store, recoverAfter }: SettleContext, order: Order): Promise<Order | undefined> {
  const now = new Date()
  const cancelling: Order = { ...order, status: 'cancelling', updatedAt: now.toISOString() }
  return store.move(order.status, cancelling, now.getTime() + recoverAfter)
}

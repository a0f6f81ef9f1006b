import type { Order } from '@slipway/contracts'
import { type CallContext, Problem } from '@slipway/service-kit'
import { type SettleContext, settleOrder } from './settle-order.ts'

/**
 * Cancels a confirmed order: first that is written down, then the stock is given back. A repeat goes on
 * where the first one stopped.
 * @throws Problem 404 where there is no such order, 409 where it is pending or rejected.
 */
export async function cancelOrder(context: SettleContext, id: string, call: CallContext): Promise<Order> {
  const order = await context.store.get(id)
  if (!order) throw new Problem(404, 'not-found', `There is no order ${id}.`)
  const now = new Date()
  const cancelling: Order = { ...order, status: 'cancelling', updatedAt: now.toISOString() }
  const stored =
    order.status === 'confirmed'
      ? ((await context.store.move('confirmed', cancelling, now.getTime() + context.recoverAfter)) ?? order)
      : order
  if (stored.status === 'pending' || stored.status === 'rejected') {
    throw new Problem(
      409,
      'not-confirmed',
      `The order is ${stored.status}: only a confirmed one can be cancelled.`,
    )
  }
  return settleOrder(context, stored, call)
}

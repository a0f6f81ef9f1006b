import { randomUUIDv7 } from 'node:crypto'
import type { NewOrder, Order } from '@slipway/contracts'
import { type CallContext, fingerprint, keyReused } from '@slipway/service-kit'
import { type SettleContext, settleOrder } from './settle-order.ts'
import { pendingOrder } from './store.ts'

/**
 * Places an order: first it is written down, so that it cannot be lost, then it is settled. A repeat with
 * the same key finds the first one and settles that.
 * @throws Problem 422 where the key belongs to another request.
 */
export async function placeOrder(
  context: SettleContext,
  { lines }: NewOrder,
  key: string,
  call: CallContext,
): Promise<Order> {
  const now = new Date()
  const asked = fingerprint(
    'POST',
    '/api/orders',
    lines.map(({ sku, quantity }) => [sku, quantity]),
  )
  const pending = pendingOrder(randomUUIDv7(), lines, now)
  const held = await context.store.create(pending, key, asked, now.getTime() + context.recoverAfter)
  if (held.fingerprint !== asked) throw keyReused()
  return settleOrder(context, held.order, call)
}

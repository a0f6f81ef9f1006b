import type { Order } from '@slipway/contracts'
import { publish, trace } from '@slipway/observe'
import type { FastifyBaseLogger } from 'fastify'
import { placedBy } from './placed-by.ts'
import { repeat } from './repeat.ts'
import { failureOf, isOutage, type SettleContext, trySettling } from './settle-order.ts'
import { FAILURES_OF_STUCK_ORDER } from './store.ts'

const BATCH = 20

/**
 * Starts to settle the orders that their own requests left open. At each interval (ms) every instance claims
 * due orders, and the store lets only one instance claim an order at a time. Returns a function that stops it, after
 * the current batch.
 *
 * An order that fails each time for another reason than an outage is retried less and less, so that it delays no other
 * one. It is logged as an error once, and `GET /api/orders?status=pending` (or `cancelling`) lists it.
 */
export function startRecovery(
  context: SettleContext,
  log: FastifyBaseLogger,
  interval: number,
): () => Promise<void> {
  /** Returns whether to claim the next batch at once. */
  const recoverBatch = async (): Promise<boolean> => {
    const orders = await context.store.claimDue(Date.now(), BATCH)
    const outages = await Promise.all(
      orders.map((order) => traced(order, () => recoverOrder(context, order))),
    )
    // During an outage there is no hurry: every open order fails, and fast.
    return orders.length === BATCH && outages.includes(false)
  }
  return repeat(
    () =>
      recoverBatch().catch((err) => {
        log.warn({ err }, 'recovery failed, retrying')
        return false
      }),
    interval,
  )
}

const requestIdOf = ({ id }: Order) => `recovery-${id}`

const traced = <T>(order: Order, run: () => Promise<T>): Promise<T> =>
  trace('recovery', { orderId: order.id, requestId: requestIdOf(order), placedBy: placedBy(order) }, run)

/** One attempt. Returns whether it failed because catalog or the store is unavailable. */
async function recoverOrder(context: SettleContext, order: Order): Promise<boolean> {
  const requestId = requestIdOf(order)
  const line = { requestId, orderId: order.id, was: order.status }
  try {
    const deadline = Number.POSITIVE_INFINITY // no caller waits
    const call = { requestId, deadline, servedBy: [], logFields: {} }
    const { status } = await trySettling(context, order, call)
    publish('recovery', { ...line, outcome: 'settled', status })
    return false
  } catch (err) {
    if (isOutage(err)) {
      publish('recovery', { ...line, outcome: 'outage', ...failureOf(err) })
      return true
    }
    const failures = await context.store.postpone(order.id, Date.now())
    const outcome = failures === FAILURES_OF_STUCK_ORDER ? 'stuck' : 'postponed'
    publish('recovery', { ...line, outcome, failures, ...failureOf(err) })
    return false
  }
}

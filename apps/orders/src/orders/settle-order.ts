import type { Order, Reservation, Reserved } from '@slipway/contracts'
import { publish } from '@slipway/observe'
import type { CallContext } from '@slipway/service-kit'
import { isStoreUnavailable } from '@slipway/store'
import { UpstreamError } from '@slipway/upstream'
import { type CatalogClient, CatalogUnavailable } from '../catalog-client.ts'
import type { OrderStore } from './store.ts'

/** The due time of a settled order: the store ignores it, as the order leaves the recovery index. */
const NEVER = Number.POSITIVE_INFINITY

export interface SettleContext {
  store: OrderStore
  catalog: CatalogClient
  /** How long recovery leaves an order to its own request, in ms. */
  recoverAfter: number
  /** How long a settled order is kept, from its creation, in ms; Infinity: for ever. */
  retention: number
}

/**
 * Settles an open order for a request. If the outcome is unknown, the order stays open for recovery, which also reports
 * an order that it cannot settle. Returns the stored order, whoever moved it.
 */
export async function settleOrder(context: SettleContext, order: Order, call: CallContext): Promise<Order> {
  try {
    return await trySettling(context, order, call)
  } catch (error) {
    const { id: orderId, status } = order
    publish('order-left-open', { orderId, requestId: call.requestId, status, ...failureOf(error) })
    return (await context.store.get(order.id).catch(() => undefined)) ?? order
  }
}

/**
 * One attempt to settle an order: calls catalog, then moves the order to its final status. Requests, repeats and
 * recovery all call this, even concurrently, because both steps are safe to repeat. Returns the stored order.
 * @throws whatever leaves the outcome unknown; `isOutage` distinguishes an unavailable catalog or store from a bug.
 */
export async function trySettling(context: SettleContext, order: Order, call: CallContext): Promise<Order> {
  if (order.status === 'pending') return settlePending(context, order, call)
  if (order.status === 'cancelling') return settleCancelling(context, order, call)
  return order
}

/** Whether an attempt failed because catalog or the store is unavailable: the next one may succeed at any time. */
export function isOutage(error: unknown): boolean {
  return (
    error instanceof UpstreamError ||
    error instanceof CatalogUnavailable ||
    isStoreUnavailable(error) !== false
  )
}

/** Why an attempt failed, for events: the error itself, with its stack, only where no outage explains it. */
export function failureOf(error: unknown): { reason: string; error?: unknown } {
  const reason = error instanceof UpstreamError ? error.code : (error as Error).message
  return isOutage(error) ? { reason } : { reason, error }
}

async function settlePending(
  { store, catalog }: SettleContext,
  order: Order,
  call: CallContext,
): Promise<Order> {
  const decision = await catalog.reserve(order.id, order.lines, call)
  return moveOrder(store, 'pending', decidedOrder(order, decision), call)
}

async function settleCancelling(
  { store, catalog }: SettleContext,
  order: Order,
  call: CallContext,
): Promise<Order> {
  await catalog.release(order.id, call)
  return moveOrder(store, 'cancelling', cancelledOrder(order), call)
}

async function moveOrder(
  store: OrderStore,
  was: Order['status'],
  order: Order,
  { requestId }: CallContext,
): Promise<Order> {
  const stored = await store.move(was, order, NEVER)
  if (!stored) throw new Error(`order ${order.id} is not in the store`)
  // If another request moved it first, that one has published it.
  if (stored.updatedAt === order.updatedAt) {
    publish('order', { orderId: order.id, requestId, status: stored.status, was })
  }
  return stored
}

function decidedOrder(order: Order, decision: Reservation): Order {
  if (decision.status === 'reserved') return confirmedOrder(order, decision)
  if (decision.status === 'released') return cancelledOrder(order)
  return { ...order, status: 'rejected', missing: decision.missing, updatedAt: now() }
}

function confirmedOrder(order: Order, { lines }: Reserved): Order {
  const amount = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0)
  const { currency } = lines[0]!.unitPrice
  return { ...order, status: 'confirmed', lines, total: { amount, currency }, updatedAt: now() }
}

function cancelledOrder(order: Order): Order {
  return { ...order, status: 'cancelled', updatedAt: now() }
}

function now(): string {
  return new Date().toISOString()
}

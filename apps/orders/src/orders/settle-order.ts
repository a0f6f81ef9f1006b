import type { Order, Refused, Reserved } from '@slipway/contracts'
import type { CallContext } from '@slipway/service-kit'
import { type CatalogClient, UnexpectedAnswer } from '../catalog-client.ts'
import type { OrderStore } from './store.ts'

/** When a settled order is due: it leaves the recovery index, so the store takes no note of it. */
const NEVER = Number.POSITIVE_INFINITY

export interface SettleContext {
  store: OrderStore
  catalog: CatalogClient
  /** How long after a request recovery may take its order up, in ms. */
  recoverAfter: number
}

/**
 * Brings an open order to its end: asks catalog, then moves the order on. Requests, repeats and recovery
 * all run this very step, at the same time if need be, as both halves are safe to repeat. Where the outcome
 * stays unknown the order stays open, for recovery. Answers with the order as it is stored, whoever moved it.
 */
export async function settleOrder(context: SettleContext, order: Order, call: CallContext): Promise<Order> {
  try {
    if (order.status === 'pending') return await settlePending(context, order, call)
    if (order.status === 'cancelling') return await settleCancelling(context, order, call)
    return order
  } catch (err) {
    const level = err instanceof UnexpectedAnswer ? 'error' : 'warn'
    call.log[level]({ err, orderId: order.id }, 'outcome unknown: the order stays open for recovery')
    return (await context.store.get(order.id).catch(() => undefined)) ?? order
  }
}

async function settlePending(
  { store, catalog }: SettleContext,
  order: Order,
  call: CallContext,
): Promise<Order> {
  const decision = await catalog.reserve(order.id, order.lines, call)
  return moved(
    store,
    'pending',
    decision.status === 'reserved' ? confirmed(order, decision) : rejected(order, decision),
  )
}

async function settleCancelling(
  { store, catalog }: SettleContext,
  order: Order,
  call: CallContext,
): Promise<Order> {
  await catalog.release(order.id, call)
  return moved(store, 'cancelling', { ...order, status: 'cancelled', updatedAt: now() })
}

async function moved(store: OrderStore, from: Order['status'], order: Order): Promise<Order> {
  const stored = await store.move(from, order, NEVER)
  if (!stored) throw new Error(`order ${order.id} is not in the store`)
  return stored
}

function confirmed(order: Order, { lines }: Reserved): Order {
  const amount = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0)
  const { currency } = lines[0]!.unitPrice
  return { ...order, status: 'confirmed', lines, total: { amount, currency }, updatedAt: now() }
}

function rejected(order: Order, { missing }: Refused): Order {
  return { ...order, status: 'rejected', missing, updatedAt: now() }
}

function now(): string {
  return new Date().toISOString()
}

import {
  type CompactMissing,
  compactMissing,
  expandMissing,
  type MissingLine,
  type Order,
} from '@slipway/contracts'

/** An order as the stores keep it: JSON, with the reasons of a rejection in short. */
export function toDocument(order: Order): string {
  if (!order.missing) return JSON.stringify(order)
  return JSON.stringify({ ...order, missing: compactMissing(order.lines, order.missing) })
}

export function parseDocument(document: string): Order {
  const order = JSON.parse(document) as Order
  if (!order.missing) return order
  const stored = order.missing as (CompactMissing | MissingLine)[]
  return { ...order, missing: expandMissing(order.lines, stored) }
}

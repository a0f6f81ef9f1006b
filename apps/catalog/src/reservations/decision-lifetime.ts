import { orderTime } from '@slipway/contracts'

const DAY = 24 * 60 * 60 * 1_000 // ms

/**
 * A decision may be deleted when no reservation for its order can take stock any more. Deadlines cannot promise that: a
 * process may be paused for any time, and then send its request. Ids can, as they contain the time of the order's
 * creation: catalog makes no decision for an order that is older than 6 days, and keeps each one for at least 7 days,
 * so longer than a new one would be made, even if the clocks of two machines differ by a day. After that, a late
 * reservation takes nothing and gets `released`. Its order has long been deleted, as rejected orders are kept for a
 * day; or it has been open for 6 days without reaching catalog, and becomes cancelled.
 */
const MAX_ORDER_AGE = 6 * DAY
const MIN_LIFETIME = 7 * DAY

/** Whether catalog makes no decision for this order any more, as it may have deleted an earlier one. */
export function isTooOld(orderId: string, now: number): boolean {
  return orderTime(orderId) < now - MAX_ORDER_AGE
}

/** Refusals and releases of this time and before may be deleted. They hold no stock. */
export const endedBefore = (now: number) => now - MIN_LIFETIME

/**
 * Reservations that were last requested at this time or before may be deleted; an order that is still open repeats its
 * own. They are needed to return the pieces if the order is cancelled. Orders permits that for `retention` (ms) after
 * the order was created, which leaves 7 days for the release to arrive. Only the record goes: the pieces stay sold.
 */
export const reservedBefore = (now: number, retention: number) => now - retention - MIN_LIFETIME

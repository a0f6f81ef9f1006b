import type { Order } from '@slipway/contracts'
import { Problem, type User } from '@slipway/service-kit'

/**
 * How many orders of one owner may be open at the same time, and how many pieces they may have together; 0: any number.
 * Otherwise one customer could hold scarce stock in orders that are never settled.
 */
export interface OpenLimits {
  orders: number
  pieces: number
}

export const NO_LIMITS: OpenLimits = { orders: 0, pieces: 0 }

/** Operators are exempt. */
export const limitsOf = (user: User, limits: OpenLimits): OpenLimits => (user.isOperator ? NO_LIMITS : limits)

export const isLimited = ({ orders, pieces }: OpenLimits): boolean => orders > 0 || pieces > 0

/** Whether so many open orders are too many. `create.lua` decides the same in Redis. */
export function exceeds(open: Order[], limits: OpenLimits): boolean {
  const pieces = open.flatMap(({ lines }) => lines).reduce((sum, { quantity }) => sum + quantity, 0)
  return (limits.orders > 0 && open.length > limits.orders) || (limits.pieces > 0 && pieces > limits.pieces)
}

/** 429: says what the limits are, as an order that has too many pieces by itself will never be accepted. */
export function tooManyOpenOrders({ orders, pieces }: OpenLimits): Problem {
  const limits = [orders > 0 && `${orders} open orders`, pieces > 0 && `${pieces} pieces in open orders`]
  return new Problem(
    429,
    'too-many-open-orders',
    `You may have at most ${limits.filter(Boolean).join(' and ')}, this one included. Retry once some are settled.`,
  )
}

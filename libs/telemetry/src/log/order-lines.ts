import type { Events } from '@slipway/observe'
import type { Line, Lines } from './lines.ts'

/** `order-repeated` has none: the line of its request says it. */
export const ORDER_LINES: Lines = {
  order: ({ status, was }) => ({ level: 'info', text: was ? `order ${status}` : 'order written' }),
  'order-left-open': () => ({ level: 'warn', text: 'outcome unknown, order left open for recovery' }),
  recovery: ({ outcome }) => RECOVERY[outcome],
}

const RECOVERY: Record<Events['recovery']['outcome'], Line> = {
  settled: { level: 'info', text: 'recovery has settled the order' },
  outage: { level: 'warn', text: 'recovery attempt, outcome unknown' },
  postponed: { level: 'warn', text: 'recovery attempt failed, postponed' },
  stuck: { level: 'error', text: 'order cannot be settled' },
}

import type { Events } from '@slipway/observe'
import { ORDER_LINES } from './order-lines.ts' // start-clean removes this line

/** The log line of an event. */
export interface Line {
  level: 'debug' | 'info' | 'warn' | 'error'
  text: string
  /** Whether overload may cause one for each request: only some of them are then written each second. */
  limited?: boolean
}

export type Lines = { [Name in keyof Events]?: (event: Events[Name]) => Line }

/**
 * The events that have a line of their own. `request-served`, `request-shed`, `call-refused` and `store-error`
 * have none: the line of their request says it (service-kit: `http/request-log.ts`), so that
 * rejecting a request costs no more log than serving it.
 */
export const LINES: Lines = {
  'attempt-failed': ({ reason, service }) => ({
    // An instance that sheds says so itself, and a client that leaves is no failure: there may be very many.
    level: reason === 'ABORTED' || /^\d+$/.test(reason) ? 'debug' : 'warn',
    text: `attempt at ${service} failed`,
  }),
  retry: ({ service }) => ({ level: 'info', text: `retrying at another instance of ${service}` }),
  'retry-refused': () => ({ level: 'warn', text: 'no retry: the retry budget is used up', limited: true }),
  ejection: ({ service }) => ({ level: 'warn', text: `instance of ${service} ejected` }),
  'ejection-ended': ({ service }) => ({ level: 'info', text: `instance of ${service} responds again` }),
  breaker: ({ service, state }) => ({
    level: state === 'open' ? 'warn' : 'info',
    text: `circuit breaker of ${service} is ${state}`,
  }),
  instances: ({ service }) => ({ level: 'info', text: `instances of ${service} have changed` }),
  ...ORDER_LINES, // start-clean removes this line
}

import type { LogFields } from '../http/request-log.ts'

/** Log fields for the line of a request that was refused because of who sends it: one event, and no token. */
export function accessRefused(reason: string, who: { subject?: string; caller?: string } = {}): LogFields {
  return { event: 'access-refused', reason, ...who }
}

import { SERVICES } from '@slipway/services'
import { isRequest, startOf, TOLERANCE } from './entry.ts'
import type { LogRecord } from './log-record.ts'

/** How many services a request passes before this one: the gateway has 0. */
function depthOf(service: string, path: string[] = []): number {
  const found = SERVICES.find(({ name }) => name === service)
  if (!found || found.published || path.includes(service)) return 0
  const callers = SERVICES.filter(({ calls }) => calls.includes(service))
  return 1 + Math.max(0, ...callers.map(({ name }) => depthOf(name, [...path, service])))
}

/**
 * Places what happened in the same millisecond: requests on their way in, then, from the innermost service outwards, what
 * it noticed and its response.
 */
export const rank = {
  request: (service: string) => depthOf(service) - 100,
  note: (service: string) => -2 * depthOf(service),
  response: (service: string) => -2 * depthOf(service) + 1,
}

/** Less than a log's times show. */
export const NEXT = 0.01

/** What a process noted during a request is later than the request, whose start is known less exactly than its end. */
export function afterTheirRequests(records: LogRecord[]): LogRecord[] {
  const requests = Map.groupBy(records.filter(isRequest), ({ requestId }) => requestId)
  return records.map((record) => {
    const request = requests.get(record.requestId)?.find(({ instance }) => instance === record.instance)
    if (!request || request === record) return record
    const early = startOf(request) - record.time
    return early >= 0 && early < TOLERANCE ? { ...record, time: startOf(request) + NEXT } : record
  })
}

import { SERVICES } from '@slipway/services'
import { isRequest, startOf, TOLERANCE } from './entry.ts'
import type { LogRecord } from './log-record.ts'
import type { Names } from './names.ts'

export const CLIENT = 'client'
const published = SERVICES.find((service) => service.published)?.name

/** Who called a process, and the lines of the caller about the same request. */
export interface Caller {
  name: string
  records: LogRecord[]
}

/**
 * Finds who sent a request. A line does not say that: it is a process of a calling service that has lines of the same
 * request; of several (a retry has two of them) the one that was busy with it at that time.
 */
export function callerOf(request: LogRecord, sameId: LogRecord[], names: Names): Caller {
  const service = callingService(request)
  if (!service) return { name: CLIENT, records: [] }
  const start = startOf(request)
  const lines = sameId.filter((record) => record.service === service && record !== request)
  const isBusy = (line: LogRecord) =>
    isRequest(line) && startOf(line) <= start + TOLERANCE && start <= line.time + TOLERANCE
  const line = lines.find(isBusy) ?? lines.findLast(({ time }) => time <= start + TOLERANCE) ?? lines[0]
  if (!line) return { name: `${service} (not seen)`, records: [] }
  return { name: names.of(line), records: lines.filter(({ instance }) => instance === line.instance) }
}

/** The published service forwards what is below the paths of the others; anything else is called by a service. */
function callingService({ service, path = '' }: LogRecord): string | undefined {
  if (service === published) return undefined
  if (isBelowPathOf(service, path)) return published
  return SERVICES.find((one) => !one.published && one.calls.includes(service))?.name
}

/** Whether a process passes on the request that it received, to this service. */
export const isForwarded = ({ service, path = '' }: LogRecord, upstream = ''): boolean =>
  service === published && isBelowPathOf(upstream, path)

function isBelowPathOf(service: string, path: string): boolean {
  const own = SERVICES.find(({ name }) => name === service)?.path
  return own !== undefined && (path === own || path.startsWith(`${own}/`))
}

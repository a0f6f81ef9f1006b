import { type Caller, CLIENT, callerOf, isForwarded } from './callers.ts'
import { duration, type Entry, isRequest, startOf, TOLERANCE } from './entry.ts'
import type { LogRecord } from './log-record.ts'
import type { Names } from './names.ts'
import { NEXT, rank } from './order.ts'
import { explainReason } from './reasons.ts'

/** The request and the response of each line of a request, and each attempt that had no response. */
export function requestEntries(records: LogRecord[], names: Names): Entry[] {
  const byRequest = Map.groupBy(records, ({ requestId }) => requestId)
  return [...byRequest.values()].flatMap((sameId) =>
    sameId.flatMap((record) => {
      if (isRequest(record)) return served(record, callerOf(record, sameId, names), names)
      return record.event === 'attempt-failed' ? failed(record, sameId, names) : []
    }),
  )
}

function served(record: LogRecord, caller: Caller, names: Names): Entry[] {
  const name = names.of(record)
  const { start, end } = inOrder(record, caller)
  return [
    {
      time: start,
      kind: 'request',
      from: caller.name,
      to: name,
      text:
        caller.name === CLIENT
          ? `${record.method} ${record.path} (request ${record.requestId})`
          : `${record.method} ${record.path}`,
      rank: rank.request(record.service),
    },
    {
      time: end,
      kind: 'response',
      from: name,
      to: caller.name,
      text: response(record),
      rank: rank.response(record.service),
    },
  ]
}

/**
 * A request is sent after what its caller wrote before, and its response comes before what the caller wrote then: by
 * less than the times in the log are exact.
 */
function inOrder(record: LogRecord, { records }: Caller): { start: number; end: number } {
  let [start, end] = [startOf(record), record.time]
  for (const line of records) {
    const [from, to] = isRequest(line) ? [startOf(line), line.time] : [line.time, line.time]
    if (line.event === 'attempt-failed') continue
    if (from >= start && from - start < TOLERANCE && from <= end) start = from + NEXT
    if (to < end && end - to < TOLERANCE && to > start) end = to - NEXT
  }
  return { start, end: Math.max(start, end) }
}

function response({
  status,
  problem,
  event,
  reason,
  ms = 0,
  orderStatus,
  reservation,
  repeated,
}: LogRecord): string {
  const why = event === 'request-shed' || problem ? reason && explainReason(reason) : undefined
  const details = [
    problem,
    why,
    orderStatus && `the order is ${orderStatus}`,
    repeated && 'it was placed before, with the same key',
    reservation,
  ].filter(Boolean)
  return `${status} after ${duration(ms)}${details.length > 0 ? ` (${details.join('; ')})` : ''}`
}

function failed(record: LogRecord, sameId: LogRecord[], names: Names): Entry[] {
  const [from, to] = [names.of(record), names.called(record)]
  const start = startOf(record)
  const received = record.sent ? 'it may have received the request' : 'it has not received the request'
  const text = `attempt ${record.attempt} failed after ${duration(record.ms ?? 0)} (${explainReason(record.reason)}; ${received})`
  const failure: Entry = {
    time: record.time,
    kind: 'failure',
    from,
    to,
    text,
    rank: rank.note(record.service),
  }
  // The instance has a line of its own where it served the request, if too late.
  const own = sameId.find(
    (line) => isRequest(line) && names.of(line) === to && Math.abs(startOf(line) - start) < 10 * TOLERANCE,
  )
  if (own) return [failure]
  return [
    {
      time: start,
      kind: 'request',
      from,
      to,
      text: attempted(record, sameId),
      rank: rank.request(record.upstream ?? ''),
    },
    failure,
  ]
}

/** What was sent is known where it is what the process itself received, as at the gateway. */
function attempted({ attempt, instance, upstream }: LogRecord, sameId: LogRecord[]): string {
  const received = sameId.find((line) => isRequest(line) && line.instance === instance)
  const isSame = received && isForwarded(received, upstream)
  return isSame ? `${received.method} ${received.path} (attempt ${attempt})` : `attempt ${attempt}`
}

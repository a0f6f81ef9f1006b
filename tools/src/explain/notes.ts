import { duration, type Entry } from './entry.ts'
import type { LogRecord } from './log-record.ts'
import type { Names } from './names.ts'
import { rank } from './order.ts'
import { explainReason } from './reasons.ts'

type Tell = (record: LogRecord, called: string) => string

/** What each event means, in words (`libs/telemetry/src/log`); of any other, its own message is told. */
export const EVENTS: Record<string, Tell> = {
  retry: ({ upstream }) => `tries another instance of ${upstream}`,
  'retry-refused': ({ upstream }) =>
    `does not try another instance of ${upstream}: its retry budget is used up`,
  ejection: ({ failures, ms = 0 }, called) =>
    `ejects ${called} for ${duration(ms)}: ${failures} failed ${failures === 1 ? 'attempt' : 'attempts in a row'}`,
  'ejection-ended': (_, called) => `${called} responds again: it is no longer ejected`,
  breaker: ({ upstream, state }) => `its circuit breaker for ${upstream} is now ${state}`,
  order: ({ orderStatus, was, requestId = '' }) => {
    if (!was) return `wrote the order as ${orderStatus}`
    const by = requestId.startsWith('recovery-') ? 'recovery ' : ''
    return `${by}moved the order from ${was} to ${orderStatus}`
  },
  'order-left-open': ({ orderStatus, reason }) =>
    `left the order ${orderStatus} for recovery (${explainReason(reason)})`,
  recovery: ({ outcome, was, orderStatus, failures, reason }) => {
    if (outcome === 'settled') return `recovery has settled the order: it was ${was} and is ${orderStatus}`
    const tried = failures === undefined ? '' : `, ${failures} times now`
    return `recovery could not settle the order${tried} (${explainReason(reason)}): it stays ${was}`
  },
  'store-error': ({ reason }) => `its data store was unavailable (${reason})`,
}

/** The lines that are no requests: what a process decided, or noticed. */
export function noteEntries(records: LogRecord[], names: Names): Entry[] {
  return records.flatMap((record): Entry[] => {
    if (record.event === 'attempt-failed' || record.method !== undefined) return []
    const text = EVENTS[record.event ?? '']?.(record, names.called(record)) ?? record.msg ?? ''
    return [
      { time: record.time, kind: 'note', from: names.of(record), text, rank: rank.note(record.service) },
    ]
  })
}

/** The starts and ends of these processes between two times. */
export function processEntries(
  starts: LogRecord[],
  names: Names,
  seen: Set<string>,
  [from, to]: [number, number],
): Entry[] {
  const last = new Map<string, number>()
  const entry = (record: LogRecord, text: string): Entry => ({
    time: record.time,
    kind: 'note',
    from: names.of(record),
    text,
    rank: rank.note(record.service),
  })
  return starts.flatMap((record) => {
    const name = names.of(record)
    if (!seen.has(name) || record.time < from || record.time > to) return []
    if (record.event === 'process-ended') {
      return entry(record, `its process ended (${record.signal ?? `exit code ${record.code}`})`)
    }
    // One line for each address that it listens on.
    const isFirst = record.time - (last.get(name) ?? 0) > 1_000
    last.set(name, record.time)
    return isFirst ? entry(record, 'its process started') : []
  })
}

import { duration, type Entry, isRequest } from './entry.ts'
import { type LogRecord, processName } from './log-record.ts'
import { Names } from './names.ts'
import { recoveryOf } from './recovery.ts'
import type { Selection } from './select.ts'
import { type Step, statusOf, stepsOf } from './steps.ts'

/** Tells what happened, for people. */
export function tell(selection: Selection, timeline: Entry[], id: string, source: string): string {
  const { orderId, records, starts } = selection
  const names = new Names(starts)
  const steps = orderId ? stepsOf(evidence(selection), names) : []
  const recovery = orderId ? recoveryOf(records, starts, names) : []
  const notSeen = lostRequests(selection, names)
  const parts = [
    [...heading(selection, id), `From ${records.length} log lines of ${source}.`, ...leftOut(selection)],
    section('What happened', timeline.map(tellEntry)),
    section(
      'Steps',
      steps.map((step) => tellStep(step, names)),
    ),
    section('Recovery', recovery),
    section('Not seen', notSeen),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const section = (title: string, lines: string[]) =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]

/** All that the logs say of an order's status. */
const evidence = ({ records, reads }: Selection) =>
  [...records, ...reads.first].sort((a, b) => a.time - b.time)

function heading(selection: Selection, id: string): string[] {
  const { orderId } = selection
  if (!orderId) return [`Request ${id}, which is about no order, or about several ones.`]
  const status = statusOf(evidence(selection))
  const title = `Order ${orderId}${status ? `: ${status}.` : '; no line says its status.'}`
  return orderId === id ? [title] : [title, `Request ${id} is about it.`]
}

function leftOut({ reads, left, skipped, lines }: Selection): string[] {
  return [
    reads.count > 0 && `It was also read (${reads.count} requests), which is left out here.`,
    left > 0 && `${left} more lines are about it, and left out here.`,
    skipped > 0 && `${skipped} of ${lines} lines were skipped: they are no log lines of the services.`,
  ].filter((line) => line !== false)
}

function tellEntry({ time, kind, from, to, text }: Entry): string {
  const arrow = kind === 'failure' ? ' ✗ ' : ' → '
  const who = to ? `${from}${arrow}${to}` : from
  return `${clock(time)}  ${who.padEnd(24)}  ${text}`
}

/** The time of day in UTC, as log lines have it. */
const clock = (time: number) => new Date(time).toISOString().slice(11, -1)

const DONE: Record<Step['name'], (line: LogRecord) => string> = {
  written: () => 'written as pending',
  reserved: ({ reservation }) => `${reservation}`,
  settled: ({ orderStatus }) => `${orderStatus}`,
  cancelling: () => 'cancelling',
  released: ({ reservation }) => `${reservation}`,
  cancelled: () => 'cancelled',
}

function tellStep({ name, line, known }: Step, names: Names): string {
  const label = name.padEnd(10)
  if (!line)
    return `${label}  not seen: no line of it was found${known ? `, but ${known}` : '; it may not have happened'}`
  return `${label}  ${clock(line.time)}  ${DONE[name](line)}, by ${names.of(line)} (request ${line.requestId})`
}

/** Requests of which a process said something, but not how they ended. */
function lostRequests({ records, starts }: Selection, names: Names): string[] {
  const ended = new Set(
    records.filter(isRequest).map(({ instance, requestId }) => `${instance} ${requestId}`),
  )
  const lost = new Map<string, string>()
  for (const record of records) {
    const { instance, requestId = '' } = record
    const key = `${instance} ${requestId}`
    if (ended.has(key) || requestId === '' || requestId.startsWith('recovery-')) continue
    lost.set(key, `how request ${requestId} ended at ${names.of(record)}${restartedAfter(record, starts)}`)
  }
  return [...lost.values()]
}

function restartedAfter({ instance, time }: LogRecord, starts: LogRecord[]): string {
  const again = starts.find(
    (line) => line.instance === instance && line.time > time && line.event !== 'process-ended',
  )
  if (!again) return ''
  return `: a new process of ${processName(again.service, instance)} started ${duration(again.time - time)} later`
}

import { isRequest } from './entry.ts'
import type { LogRecord } from './log-record.ts'
import type { Names } from './names.ts'

/** A step of the saga of an order. */
export interface Step {
  name: 'written' | 'reserved' | 'settled' | 'cancelling' | 'released' | 'cancelled'
  /** The first line that says that it was done; undefined: not seen. */
  line?: LogRecord
  /** What it is known by where its own line was not seen: a later line that could not be there without it. */
  known?: string
}

/** The status of an order, as the latest line that names one says. */
export function statusOf(records: LogRecord[]): string | undefined {
  return records.findLast(({ orderStatus }) => orderStatus !== undefined)?.orderStatus
}

/**
 * The steps that an order has taken, or must have taken. Nothing is invented: a step without a line, which may have been
 * lost with its process, is `not seen`.
 */
export function stepsOf(records: LogRecord[], names: Names): Step[] {
  const isOrder = (status: string[], from: string[]) => (record: LogRecord) =>
    record.event === 'order' && status.includes(record.orderStatus!) && from.includes(record.was ?? '')
  const reservation = (decisions: string[], isRelease: boolean) => (record: LogRecord) =>
    isRequest(record) &&
    decisions.includes(record.reservation ?? '') &&
    record.path?.endsWith('/release') === isRelease
  const find = (matches: (record: LogRecord) => boolean) => records.find(matches)

  const status = statusOf(records)
  const cancelled = records.some(
    ({ orderStatus, was }) =>
      was === 'cancelling' || orderStatus === 'cancelling' || orderStatus === 'cancelled',
  )
  const wasConfirmed = records.some(
    ({ orderStatus, was }) => orderStatus === 'confirmed' || was === 'confirmed',
  )
  const settled = ['confirmed', 'rejected']
  const steps: Step[] = [
    { name: 'written', line: find(isOrder(['pending'], [''])) },
    { name: 'reserved', line: find(reservation(['reserved', 'refused', 'released'], false)) },
  ]
  if (!cancelled || wasConfirmed) steps.push({ name: 'settled', line: find(isOrder(settled, ['pending'])) })
  if (cancelled) {
    steps.push(
      { name: 'cancelling', line: find(isOrder(['cancelling'], ['pending', 'confirmed'])) },
      { name: 'released', line: find(reservation(['released', 'refused'], true)) },
      { name: 'cancelled', line: find(isOrder(['cancelled'], ['cancelling', 'pending'])) },
    )
  }
  return steps.map((step) =>
    step.line ? step : { ...step, known: knownBy(step.name, records, names, status) },
  )
}

/** A line from which a step follows. */
function knownBy(name: Step['name'], records: LogRecord[], names: Names, status = ''): string | undefined {
  const follows: Record<Step['name'], (record: LogRecord) => boolean> = {
    written: ({ orderStatus }) => orderStatus !== undefined,
    reserved: ({ orderStatus, was }) =>
      orderStatus === 'confirmed' || orderStatus === 'rejected' || was === 'confirmed',
    settled: ({ orderStatus, was }) =>
      orderStatus === 'confirmed' || orderStatus === 'rejected' || was === 'confirmed',
    cancelling: ({ orderStatus }) => orderStatus === 'cancelled',
    released: ({ orderStatus }) => orderStatus === 'cancelled',
    cancelled: ({ orderStatus }) => orderStatus === 'cancelled',
  }
  const line = records.find(follows[name])
  if (!line) return undefined
  return `${names.of(line)} says that the order is ${line.orderStatus ?? status}`
}

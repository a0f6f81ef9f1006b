import { type Events, subscribe } from '@slipway/observe'
import type { TelemetryOptions } from '../start.ts'
import { createLimit } from './limit.ts'
import { LINES } from './lines.ts'

/** Writes a line with the field `event` for each event in `lines.ts`. Returns a function that stops it. */
export function logEvents({ app }: Pick<TelemetryOptions, 'app'>): () => void {
  const stops = (Object.keys(LINES) as (keyof typeof LINES)[]).map((name) => logEvent(app.log, name))
  return () => {
    for (const stop of stops) stop()
  }
}

type Log = TelemetryOptions['app']['log']

function logEvent<Name extends keyof typeof LINES>(log: Log, name: Name): () => void {
  const lineOf = LINES[name] as (event: Events[Name]) => ReturnType<NonNullable<(typeof LINES)[Name]>>
  const limit = createLimit()
  return subscribe(name, (event) => {
    const { level, text, limited } = lineOf(event)
    if (limited && !limit.allows()) return
    log[level]({ event: name, ...fieldsOf(event), ...(limited && limit.skipped()) }, text)
  })
}

/** What the fields of an event are called in a log line, where that is not their own name. */
const NAMES: Record<string, string> = {
  service: 'upstream',
  instance: 'upstreamInstance',
  status: 'orderStatus', // start-clean removes this line
  error: 'err',
}

/**
 * The event under the names of log lines: `service` and `instance` are the process that writes the line, `status` is
 * that of HTTP, `err` is an error with its stack.
 */
const fieldsOf = (event: object): object =>
  Object.fromEntries(
    Object.entries(event).map(([name, value]) => [
      NAMES[name] ?? name,
      name === 'ms' ? Math.round(value * 10) / 10 : value,
    ]),
  )

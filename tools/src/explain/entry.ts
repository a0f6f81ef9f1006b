import type { LogRecord } from './log-record.ts'

/** One thing that happened, as a log line says. */
export interface Entry {
  /** ms since the epoch. */
  time: number
  kind: 'request' | 'response' | 'failure' | 'note'
  /** The process that did it, or `client`. */
  from: string
  /** Whom it sent something. */
  to?: string
  text: string
  /** Decides between entries of the same time. */
  rank: number
}

/** Times in a log are whole milliseconds, and a line is written a little after what it says. */
export const TOLERANCE = 5

export const isRequest = (record: LogRecord): boolean =>
  record.method !== undefined && record.status !== undefined && record.ms !== undefined

/** When a request was received. */
export const startOf = ({ time, ms = 0 }: LogRecord): number => time - ms

/** Such as `3 ms` or `2.5 s`. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Number(ms.toFixed(ms < 10 ? 1 : 0))} ms` : `${Number((ms / 1_000).toFixed(1))} s`
}

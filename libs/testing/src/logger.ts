import { pino } from 'pino'

/** For apps built in tests: their log is not needed. */
export const silentLogger = pino({ level: 'silent' })

/** A logger whose lines a test reads. */
export function recordedLog() {
  const lines: string[] = []
  const logger = pino({}, { write: (line) => void lines.push(line) })
  return { logger, lines, records: () => lines.map((line) => JSON.parse(line)) }
}

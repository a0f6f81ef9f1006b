import { traceFields } from '@slipway/telemetry'
import { type Logger, pino } from 'pino'

/** Loaded only on a terminal: 9 ms and 2 MB of each start. */
const pretty = process.stdout.isTTY ? (await import('pino-pretty')).default : undefined

/**
 * Logs one JSON object per line, or readable text on a terminal. Writes are synchronous, so that the last line
 * before a crash is not lost.
 */
export function createLogger(
  settings: { INSTANCE: string; LOG_LEVEL: string; OTEL_EXPORTER_OTLP_ENDPOINT?: string },
  service?: string,
): Logger {
  const destination = pretty
    ? pretty({ sync: true, ignore: 'pid,service,instance', messageFormat: '{instance}: {msg}' })
    : pino.destination({ fd: 1, sync: true })
  const options = {
    level: settings.LOG_LEVEL,
    base: { pid: process.pid, service, instance: settings.INSTANCE },
    serializers: { err: serializeError },
    // Without pino's host name: `instance` identifies the process.
    formatters: { level: (label: string) => ({ level: label }) },
    // Without traces not at all: a mixin costs each line something.
    ...(settings.OTEL_EXPORTER_OTLP_ENDPOINT && { mixin: traceFields }),
    timestamp: pino.stdTimeFunctions.isoTime,
  }
  return pino(options, destination)
}

/** Without an error's other properties: ioredis adds the command, which may contain an order or a password. */
function serializeError(error: Error) {
  const { type, message, stack, code } = pino.stdSerializers.err(error)
  return { type, message, stack, code }
}

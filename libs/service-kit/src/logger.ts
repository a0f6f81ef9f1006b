import { type Logger, pino } from 'pino'
import pretty from 'pino-pretty'

/**
 * One JSON object per line, pretty only where a person looks at a terminal. Written synchronously, so that
 * the last line before a crash is there.
 */
export function createLogger(settings: { INSTANCE: string; LOG_LEVEL: string }): Logger {
  const destination = process.stdout.isTTY
    ? pretty({ sync: true, ignore: 'pid,instance', messageFormat: '{instance}: {msg}' })
    : pino.destination({ fd: 1, sync: true })
  const options = {
    level: settings.LOG_LEVEL,
    base: { pid: process.pid, instance: settings.INSTANCE },
    serializers: { err: describeError },
    // Host name left out: the instance has a name of its own.
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  }
  return pino(options, destination)
}

/** An error without its other properties: one of ioredis carries the command, and so an order or a password. */
function describeError(error: Error) {
  const { type, message, stack, code } = pino.stdSerializers.err(error)
  return { type, message, stack, code }
}

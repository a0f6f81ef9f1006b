import { startTelemetry } from '@slipway/telemetry'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Static, TObject, TProperties } from 'typebox'
import { createLogger } from './logger.ts'
import type { ServiceSettings } from './service-settings.ts'
import { formatSettings, readSettings } from './settings.ts'
import { type ShutdownSettings, shutDownOnSignal } from './shutdown.ts'
import { isStartupError, StartupError } from './startup-error.ts'

type AppSettings = TObject<typeof ServiceSettings & { PORT: TProperties[string] } & TProperties>

/**
 * Runs an app from start to shutdown: reads settings, builds the app, listens, drains on a signal. If it cannot
 * start, prints one line and exits with 1. An app's `main.ts` only calls this. `published`: clients reach it directly.
 */
export async function runService<T extends AppSettings>(
  name: string,
  schema: T,
  build: (settings: Static<T>, logger: FastifyBaseLogger) => Promise<FastifyInstance>,
  { published = false }: { published?: boolean } = {},
): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(formatSettings(name, schema))
    return
  }
  try {
    const settings = readSettings(schema, process.env)
    const app = await build(settings, createLogger(settings as { INSTANCE: string; LOG_LEVEL: string }, name))
    const telemetry = settings as unknown as TelemetryOptions['settings']
    await startTelemetry({ name, app, settings: telemetry, published })
    await listen(app, settings as unknown as ListenSettings)
    shutDownOnSignal(app, settings as unknown as ShutdownSettings)
  } catch (error) {
    if (!isStartupError(error)) throw error
    process.stderr.write(`${name}: ${error.message}\n`)
    process.exit(1)
  }
}

type TelemetryOptions = Parameters<typeof startTelemetry>[0]

interface ListenSettings {
  HOST: string
  PORT: number
}

/**
 * Connections that wait to be accepted. Linux drops what exceeds the queue, and the client learns nothing of it: its
 * request is then late by one second, or lost. With Node's 511, a burst at a busy event loop is enough. Accepted
 * connections are refused with a response (MAX_CONNECTIONS). The kernel's own limit, 4096 on Linux, still holds.
 */
const BACKLOG = 4_096

async function listen(app: FastifyInstance, { HOST, PORT }: ListenSettings): Promise<void> {
  try {
    await app.listen({ host: HOST, port: PORT, backlog: BACKLOG })
  } catch (error) {
    await app.close()
    const reasons: Record<string, string> = {
      EADDRINUSE: `PORT ${PORT} is in use on ${HOST}. Set PORT to a free port, or stop the process that uses it.`,
      EACCES: `PORT ${PORT} needs privileges that this user lacks. Set PORT to 1024 or above.`,
      EADDRNOTAVAIL: `HOST ${HOST} is not an address of this machine. Set HOST to one, such as 127.0.0.1 or 0.0.0.0.`,
      ENOTFOUND: `HOST ${HOST} cannot be resolved. Set HOST to an address of this machine, such as 127.0.0.1.`,
    }
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? '']
    throw reason ? new StartupError(reason) : error
  }
}

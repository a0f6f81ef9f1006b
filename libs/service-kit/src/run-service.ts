import closeWithGrace from 'close-with-grace'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Static, TObject, TProperties } from 'typebox'
import { createLogger } from './logger.ts'
import { describeSettings, readSettings, type ServiceSettings } from './settings.ts'
import { StartupError } from './startup-error.ts'

type AppSettings = TObject<typeof ServiceSettings & { PORT: TProperties[string] } & TProperties>

/**
 * The whole life of a process: settings, app, listen, drain. Prints one line and exits with 1 where it
 * cannot start. An app's `main.ts` is a call of this and nothing else.
 */
export async function runService<T extends AppSettings>(
  name: string,
  schema: T,
  build: (settings: Static<T>, logger: FastifyBaseLogger) => Promise<FastifyInstance>,
): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(describeSettings(name, schema))
    return
  }
  try {
    const settings = readSettings(schema, process.env)
    const app = await build(settings, createLogger(settings as { INSTANCE: string; LOG_LEVEL: string }))
    await listen(app, settings as unknown as ListenSettings)
    stopWithGrace(app, settings as unknown as ListenSettings)
  } catch (error) {
    if (!(error instanceof StartupError)) throw error
    process.stderr.write(`${name}: ${error.message}\n`)
    process.exit(1)
  }
}

interface ListenSettings {
  HOST: string
  PORT: number
  DRAIN_DELAY_MS: number
  SHUTDOWN_TIMEOUT_MS: number
}

async function listen(app: FastifyInstance, { HOST, PORT }: ListenSettings): Promise<void> {
  try {
    await app.listen({ host: HOST, port: PORT })
  } catch (error) {
    await app.close()
    const reasons: Record<string, string> = {
      EADDRINUSE: `PORT ${PORT} is in use on ${HOST}. Set PORT to a free one, or stop the process that holds it.`,
      EACCES: `PORT ${PORT} may not be opened by this user. Set PORT to 1024 or above.`,
      EADDRNOTAVAIL: `HOST ${HOST} is no address of this machine. Set HOST to one, such as 127.0.0.1 or 0.0.0.0.`,
      ENOTFOUND: `HOST ${HOST} cannot be found. Set HOST to an address of this machine, such as 127.0.0.1.`,
    }
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? '']
    throw reason ? new StartupError(reason) : error
  }
}

/** SIGTERM or SIGINT: say that this instance leaves, go on serving for a moment, then close and exit. */
function stopWithGrace(app: FastifyInstance, settings: ListenSettings): void {
  const handle = closeWithGrace(
    { delay: settings.DRAIN_DELAY_MS + settings.SHUTDOWN_TIMEOUT_MS, logger: app.log },
    async ({ signal, err }) => {
      if (err) app.log.fatal({ err }, 'stopping after an error that nothing handled')
      else app.log.info({ signal }, 'draining')
      app.drain.active = true
      if (!err) await new Promise((resolve) => setTimeout(resolve, settings.DRAIN_DELAY_MS))
      cutOffLate(app, settings)
      await app.close()
    },
  )
  // Whoever started this process with an IPC channel (npm start) is gone: do not outlive it.
  process.once('disconnect', () => handle.close())
}

/**
 * A client that has sent half of a request would be waited for until the process is killed, and what the app
 * uses would never be closed. For that a fifth of the time is kept, a second at the most.
 */
function cutOffLate(app: FastifyInstance, { SHUTDOWN_TIMEOUT_MS }: ListenSettings): void {
  const patience = SHUTDOWN_TIMEOUT_MS - Math.min(SHUTDOWN_TIMEOUT_MS / 5, 1_000)
  setTimeout(() => {
    app.log.warn('closing the connections that are still open')
    app.server.closeAllConnections()
  }, patience).unref()
}

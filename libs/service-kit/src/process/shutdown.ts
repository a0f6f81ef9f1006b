import closeWithGrace from 'close-with-grace'
import type { FastifyInstance } from 'fastify'

export interface ShutdownSettings {
  DRAIN_DELAY_MS: number
  SHUTDOWN_TIMEOUT_MS: number
}

/** Graceful shutdown on SIGTERM or SIGINT: drains for a moment while serving requests, then closes and exits. */
export function shutDownOnSignal(app: FastifyInstance, settings: ShutdownSettings): void {
  const handle = closeWithGrace(
    { delay: settings.DRAIN_DELAY_MS + settings.SHUTDOWN_TIMEOUT_MS, logger: app.log },
    async ({ signal, err }) => {
      if (err) app.log.fatal({ err }, 'shutting down after an uncaught error')
      else app.log.info({ signal }, 'draining')
      app.drain.active = true
      if (!err) await new Promise((resolve) => setTimeout(resolve, settings.DRAIN_DELAY_MS))
      closeConnectionsInTime(app, settings)
      await app.close()
    },
  )
  // A parent that started this process with an IPC channel (npm start) has exited: do not outlive it.
  process.once('disconnect', () => handle.close())
}

/**
 * Without this, a client that has sent half of a request would block shutdown until the process is killed, and
 * the app's resources would never be closed. Reserves a fifth of the time for that, at most a second.
 */
function closeConnectionsInTime(app: FastifyInstance, { SHUTDOWN_TIMEOUT_MS }: ShutdownSettings): void {
  const timeout = SHUTDOWN_TIMEOUT_MS - Math.min(SHUTDOWN_TIMEOUT_MS / 5, 1_000)
  setTimeout(() => {
    app.log.warn('closing the connections that are still open')
    app.server.closeAllConnections()
  }, timeout).unref()
}

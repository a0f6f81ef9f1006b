import type { FastifyInstance } from 'fastify'
import type { Static, TObject } from 'typebox'
import { logEvents } from './log/index.ts'
import { startMetrics } from './metrics/index.ts'
import type { TelemetrySettings } from './settings.ts'
import { startTraces } from './traces/index.ts'

export interface TelemetryOptions {
  /** The name of the service. */
  name: string
  app: FastifyInstance
  settings: Static<TObject<typeof TelemetrySettings>> & {
    INSTANCE: string
    HOST: string
    SHUTDOWN_TIMEOUT_MS: number
  }
  /** Whether clients reach the service directly, and not through another one. */
  published?: boolean
}

/**
 * Starts what makes a process visible: log lines for its events, metrics, traces. All three subscribe to
 * `@slipway/observe`; nothing that is observed knows of them. They end when the app closes.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<void> {
  const stopLog = logEvents(options)
  const stopTraces = await startTraces(options)
  const stopMetrics = await startMetrics(options)
  options.app.addHook('onClose', async () => {
    stopLog()
    await Promise.all([stopTraces(), stopMetrics()])
  })
}

import type { TelemetryOptions } from '../start.ts'
import type { Observed } from './collect.ts'

/**
 * Serves `/metrics` on METRICS_PORT, if that is set; otherwise not even the client library is loaded. Returns a function
 * that ends it.
 * @throws an error whose name is `StartupError`, where the port or the address cannot be used.
 */
export async function startMetrics({ name, app, settings }: TelemetryOptions): Promise<() => Promise<void>> {
  const { METRICS_PORT: port, METRICS_HOST: host } = settings
  if (port === undefined) return async () => {}
  const { collectMetrics } = await import('./collect.ts')
  const { serveMetrics } = await import('./server.ts')
  const metrics = collectMetrics(app as unknown as Observed, {
    service_name: name,
    service_instance_id: settings.INSTANCE,
  })
  const server = await serveMetrics(metrics, host, port)
  app.log.info({ url: server.url }, 'serving metrics')
  return async () => {
    metrics.stop()
    await server.close()
  }
}

import type { TelemetryOptions } from '../start.ts'

/**
 * Records traces and sends them to OTEL_EXPORTER_OTLP_ENDPOINT; without it, not even loads OpenTelemetry. Returns a
 * function that ends it.
 */
export async function startTraces(options: TelemetryOptions): Promise<() => Promise<void>> {
  if (!options.settings.OTEL_EXPORTER_OTLP_ENDPOINT) return async () => {}
  const { openTraces } = await import('./open-traces.ts')
  return openTraces(options)
}

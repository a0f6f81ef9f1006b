import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { TelemetryOptions } from '../start.ts'
import { ReportingExporter } from './reporting-exporter.ts'
import { samplerOf } from './sampler.ts'

/**
 * The SDK: finished spans wait in a bounded queue (2,048; more are dropped), and are sent in batches of at most 512, as
 * JSON.
 */
export function createProvider({ name, app, settings }: TelemetryOptions): TracerProvider {
  const exporter = new ReportingExporter(new OTLPTraceExporter(), app.log)
  const scheduledDelayMillis = settings.OTEL_BSP_SCHEDULE_DELAY
  const resource = defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes({ 'service.name': name, 'service.instance.id': settings.INSTANCE }))
  return new TracerProvider({
    resource,
    sampler: samplerOf(settings),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis })],
  })
}

import { collectDefaultMetrics, Registry } from '@prometheus-io/client'
import type { ProcessState } from '@slipway/contracts'
import type { FastifyInstance } from 'fastify'
import { createCounters } from './counters.ts'
import { countEvents } from './events.ts'
import { measureRequests } from './http.ts'
import { measureOrders } from './orders.ts' // start-clean removes this line
import { readState } from './state.ts'

export interface Metrics {
  contentType: string
  /** All metrics, in Prometheus' text format. */
  read(): Promise<string>
  stop(): void
}

/** What metrics read of an app; service-kit adds `processState`. */
export type Observed = Pick<FastifyInstance, 'log'> & { processState(): ProcessState }

/**
 * Begins to collect what `@slipway/observe` publishes and what the app says of itself. Names follow OpenTelemetry's
 * semantic conventions where they have one, as Prometheus spells them; the others begin with `slipway_`.
 * https://opentelemetry.io/docs/specs/semconv/http/http-metrics/
 * https://prometheus.io/docs/guides/opentelemetry/
 *
 * `labels` are on every metric, so that it says whose it is, however it is scraped.
 */
export function collectMetrics(app: Observed, labels: Record<string, string>): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels(labels)
  const services = app.processState().upstreams.map(({ service }) => service)
  collectDefaultMetrics({ register: registry }) // CPU, memory, event loop, garbage collection
  const requests = measureRequests(registry)
  const { count, stop } = createCounters(registry)
  countEvents(count, services)
  measureOrders(registry, count, app) // start-clean removes this line
  readState(registry, () => app.processState())
  return {
    contentType: registry.contentType,
    async read() {
      const text = await registry.metrics()
      // After reading: what an instance did until it left is in one more scrape.
      await requests.forgetInstances(app.processState().upstreams)
      return text
    },
    stop() {
      requests.stop()
      stop()
    },
  }
}

import { Counter, Histogram, type Registry } from '@prometheus-io/client'
import type { UpstreamState } from '@slipway/contracts'
import { subscribe } from '@slipway/observe'
import { methodLabel, routeLabel } from './labels.ts'

/** The boundaries that OpenTelemetry recommends, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

/** An instance has no name before its first response: only attempts that had none are counted here. */
const UNKNOWN = 'unknown'

/** Measures the requests that this process responds to, and the attempts that it sends to other services. */
export function measureRequests(registry: Registry): {
  /** Removes what was measured of instances that are gone: in a rolling update each replica gets a new name. */
  forgetInstances(upstreams: UpstreamState[]): Promise<void>
  stop(): void
} {
  const served = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time from a request to its response.',
    labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
    buckets: BUCKETS,
    registers: [registry],
  })
  const sent = new Histogram({
    name: 'http_client_request_duration_seconds',
    help: 'Time of an attempt at one instance of a service; error_type says why it had no response.',
    labelNames: [
      'http_request_method',
      'server_address',
      'server_instance',
      'http_response_status_code',
      'error_type',
    ],
    buckets: BUCKETS,
    registers: [registry],
  })
  // Added up here, as this is done for each attempt.
  const attempts = new Map<string, number>()
  new Counter({
    name: 'slipway_attempts_total',
    help: 'Attempts at the instances of a service.',
    labelNames: ['server_address'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [service, count] of attempts) this.inc({ server_address: service }, count)
    },
  })
  const stopClient = subscribe('attempt-ended', ({ service, instance, method, status, error, ms }) => {
    const labels = {
      http_request_method: methodLabel(method),
      server_address: service,
      server_instance: instance ?? UNKNOWN,
      http_response_status_code: status ?? '',
      error_type: error ?? '',
    }
    sent.observe(labels, ms / 1_000)
    attempts.set(service, (attempts.get(service) ?? 0) + 1)
  })
  const stopServer = subscribe('request-served', ({ method, route, status, ms }) => {
    const labels = {
      http_request_method: methodLabel(method),
      http_route: routeLabel(route),
      http_response_status_code: status,
    }
    served.observe(labels, ms / 1_000)
  })
  return {
    async forgetInstances(upstreams) {
      const known = new Set(upstreams.flatMap(({ instances }) => instances.map(({ name }) => name)))
      const { values } = await sent.get()
      for (const { labels } of values.filter(({ metricName }) => metricName?.endsWith('_count'))) {
        const { server_instance: name } = labels as Record<string, string>
        if (name !== UNKNOWN && !known.has(name)) sent.remove(labels)
      }
    },
    stop() {
      stopServer()
      stopClient()
    },
  }
}

import { Gauge, type Registry } from '@prometheus-io/client'
import type { ProcessState } from '@slipway/contracts'

const BREAKER = ['closed', 'half-open', 'open'] as const
const INSTANCES = ['available', 'ejected', 'draining'] as const

/** What the process says of itself at the moment of each scrape. */
export function readState(registry: Registry, state: () => ProcessState): void {
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    read: (gauge: Gauge<string>, state: ProcessState) => void,
  ) =>
    void new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        read(this, state())
      },
    })
  gauge('slipway_requests_in_flight', 'Requests that are processed now.', [], (gauge, { inFlight }) =>
    gauge.set(inFlight),
  )
  gauge(
    'slipway_event_loop_delay_seconds',
    'Event-loop delay that persists; above MAX_EVENT_LOOP_DELAY_MS requests are rejected.',
    [],
    (gauge, { eventLoopDelay }) => gauge.set(eventLoopDelay / 1_000),
  )
  gauge('slipway_draining', '1 while the process shuts down.', [], (gauge, { draining }) =>
    gauge.set(Number(draining)),
  )
  gauge(
    'slipway_upstream_requests_in_flight',
    'Requests to a service that have no response yet.',
    ['server_address'],
    (gauge, { upstreams }) => {
      for (const { service, inFlight } of upstreams) gauge.set({ server_address: service }, inFlight)
    },
  )
  gauge(
    'slipway_retry_budget_left',
    'How many retries are left now; ten after a time without any.',
    ['server_address'],
    (gauge, { upstreams }) => {
      for (const { service, retriesLeft } of upstreams) gauge.set({ server_address: service }, retriesLeft)
    },
  )
  gauge(
    'slipway_breaker_state',
    '1 for the state in which the circuit breaker is.',
    ['server_address', 'state'],
    (gauge, { upstreams }) => {
      for (const { service, breaker } of upstreams)
        for (const state of BREAKER) gauge.set({ server_address: service, state }, Number(state === breaker))
    },
  )
  gauge(
    'slipway_instances',
    'Instances of a service, by what their caller does with them.',
    ['server_address', 'state'],
    (gauge, { upstreams }) => {
      for (const { service, instances } of upstreams)
        for (const state of INSTANCES)
          gauge.set({ server_address: service, state }, instances.filter((one) => one.state === state).length)
    },
  )
}

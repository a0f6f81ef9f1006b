import type { Count } from './counters.ts'

/** Why an attempt can be repeated: the codes of UpstreamError, and a response that says it was not processed. */
const RETRIED = ['UNREACHABLE', 'BROKEN', 'TIMEOUT', '503']
const REFUSED = ['BREAKER_OPEN', 'TOO_MANY', 'NO_INSTANCE', 'DEADLINE_PASSED']

/** Counts what happens in every process, and in its calls of these services. */
export function countEvents(count: Count, services: string[]): void {
  const at = (service: string) => ({ server_address: service })
  const perService = services.map(at)
  const perReason = (reasons: string[]) =>
    services.flatMap((service) => reasons.map((reason) => ({ ...at(service), reason })))

  count(
    'request-shed',
    'slipway_shed_requests_total',
    'Requests that were rejected because of overload.',
    ({ reason }) => ({ reason }),
    [{ reason: 'in-flight' }, { reason: 'event-loop' }, { reason: 'connections' }],
  )
  count(
    'store-error',
    'slipway_store_errors_total',
    'Requests that found the store unavailable.',
    () => ({}),
    [{}],
  )
  if (services.length > 0) {
    count(
      'attempt-failed',
      'slipway_failed_attempts_total',
      'Attempts without a response, or with one that allows a retry.',
      ({ service, reason }) => ({ ...at(service), reason }),
      perReason(RETRIED),
    )
    count(
      'retry',
      'slipway_retries_total',
      'Attempts that were repeated on another instance.',
      ({ service, reason }) => ({ ...at(service), reason }),
      perReason(RETRIED),
    )
    count(
      'retry-refused',
      'slipway_refused_retries_total',
      'Retries that were safe, but above the retry budget.',
      ({ service, reason }) => ({ ...at(service), reason }),
      perReason(RETRIED),
    )
    count(
      'call-refused',
      'slipway_refused_calls_total',
      'Requests that were sent to no instance, and why.',
      ({ service, reason }) => ({ ...at(service), reason }),
      perReason(REFUSED),
    )
    count(
      'ejection',
      'slipway_ejections_total',
      'How often an instance was skipped.',
      ({ service }) => at(service),
      perService,
    )
    count(
      'breaker',
      'slipway_breaker_changes_total',
      'How often the circuit breaker changed its state.',
      ({ service, state }) => ({ ...at(service), state }),
      services.flatMap((service) =>
        ['open', 'half-open', 'closed'].map((state) => ({ ...at(service), state })),
      ),
    )
  }
}

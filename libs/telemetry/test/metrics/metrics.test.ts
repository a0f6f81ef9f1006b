import { publish } from '@slipway/observe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { namesIn, type Scraped, startScraped } from './scrape.ts'

let app: Scraped
beforeAll(async () => {
  app = await startScraped()
})
afterAll(() => app[Symbol.asyncDispose]())

const served = {
  requestId: 'r',
  method: 'GET',
  route: '/api/notes/:id',
  status: 200,
  problem: undefined,
  ms: 30,
}
const attempt = {
  service: 'items',
  instance: 'items-1',
  method: 'PUT',
  status: 200,
  error: undefined,
  ms: 5,
}
const labels = 'http_request_method="GET",http_route="/api/notes/:id",http_response_status_code="200"'

describe('requests', () => {
  test('are counted by method, route and status, with their time in seconds', async () => {
    for (const ms of [30, 30, 600]) publish('request-served', { ...served, ms })
    publish('request-served', { ...served, status: 503 })
    const name = 'http_server_request_duration_seconds'
    expect(await app.value(`${name}_count{${labels}}`)).toBe(3)
    expect(await app.value(`${name}_sum{${labels}}`)).toBeCloseTo(0.66)
    expect(await app.value(`${name}_bucket{le="0.025",${labels}}`)).toBe(0)
    expect(await app.value(`${name}_bucket{le="0.05",${labels}}`)).toBe(2)
    expect(await app.value(`${name}_bucket{le="1",${labels}}`)).toBe(3)
  })

  test('to other services are counted by instance, with the status or the reason why there is none', async () => {
    publish('attempt-ended', attempt)
    publish('attempt-ended', { ...attempt, instance: undefined, status: 503 })
    publish('attempt-ended', { ...attempt, status: undefined, error: 'TIMEOUT' })
    const count = (rest: string) =>
      app.value(`http_client_request_duration_seconds_count{server_address="items",${rest}}`)
    expect(await count('server_instance="items-1",http_response_status_code="200",error_type=""')).toBe(1)
    expect(await count('server_instance="unknown",http_response_status_code="503",error_type=""')).toBe(1)
    expect(await count('server_instance="items-1",http_response_status_code="",error_type="TIMEOUT"')).toBe(1)
    expect(await app.value('slipway_attempts_total{server_address="items"}')).toBe(3)
  })
})

describe('events', () => {
  const of = { service: 'items', requestId: 'r', attempt: 1, reason: 'TIMEOUT' }
  const at = { service: 'items', origin: 'http://10.0.0.1:3001', instance: 'items-1', requestId: 'r' }

  test.each([
    [
      'slipway_failed_attempts_total{server_address="items",reason="TIMEOUT"}',
      () => publish('attempt-failed', { ...at, ...of, sent: true, ms: 1 }),
    ],
    ['slipway_retries_total{server_address="items",reason="TIMEOUT"}', () => publish('retry', of)],
    [
      'slipway_refused_retries_total{server_address="items",reason="TIMEOUT"}',
      () => publish('retry-refused', of),
    ],
    [
      'slipway_refused_calls_total{server_address="items",reason="BREAKER_OPEN"}',
      () => publish('call-refused', { ...of, reason: 'BREAKER_OPEN' }),
    ],
    [
      'slipway_ejections_total{server_address="items"}',
      () => publish('ejection', { ...at, failures: 1, ms: 1_000 }),
    ],
    [
      'slipway_breaker_changes_total{server_address="items",state="open"}',
      () => publish('breaker', { ...of, state: 'open' }),
    ],
    [
      'slipway_shed_requests_total{reason="event-loop"}',
      () => publish('request-shed', { ...served, reason: 'event-loop' }),
    ],
    ['slipway_store_errors_total{}', () => publish('store-error', { requestId: 'r', reason: 'r' })],
  ])('%s begins at zero and counts each', async (sample, cause) => {
    expect(await app.value(sample)).toBe(0)
    cause()
    expect(await app.value(sample)).toBe(1)
  })
})

describe('state', () => {
  test.each([
    ['slipway_requests_in_flight{}', 3],
    ['slipway_event_loop_delay_seconds{}', 0.0025],
    ['slipway_draining{}', 0],
    ['slipway_upstream_requests_in_flight{server_address="items"}', 2],
    ['slipway_retry_budget_left{server_address="items"}', 7],
    ['slipway_breaker_state{server_address="items",state="half-open"}', 1],
    ['slipway_breaker_state{server_address="items",state="closed"}', 0],
    ['slipway_instances{server_address="items",state="available"}', 1],
    ['slipway_instances{server_address="items",state="ejected"}', 1],
    ['slipway_instances{server_address="items",state="draining"}', 0],
  ])('%s is %d', async (sample, value) => {
    expect(await app.value(sample)).toBe(value)
  })

  test('a later scrape has the later state', async () => {
    app.state.draining = true
    expect(await app.value('slipway_draining{}')).toBe(1)
  })
})

test('every sample says whose it is', async () => {
  const samples = (await app.scrape()).split('\n').filter((line) => line && !line.startsWith('#'))
  expect(samples.length).toBeGreaterThan(100)
  for (const sample of samples) expect(sample).toContain('service_name="notes",service_instance_id="notes-1"')
})

test('CPU, memory, event loop and garbage collection of the process are there', async () => {
  const names = namesIn(await app.scrape())
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_gc_duration_seconds',
  ])
    expect(names).toContain(name)
})

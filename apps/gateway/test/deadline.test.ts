import type { OutgoingHttpHeaders } from 'node:http'
import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { startGateway, startService, startSystem } from './start-gateway.ts'

const told = ({ headers }: { headers: OutgoingHttpHeaders }) => Number(headers['x-deadline-ms'])

test.each<OutgoingHttpHeaders>([
  {},
  { 'x-deadline-ms': '0' },
  { 'x-deadline-ms': '1' },
  { 'x-deadline-ms': '999999' },
  { 'x-deadline-ms': ['5', '6'] },
  { connection: 'x-deadline-ms' },
])('the gateway says itself how long a request may take: a client says %j', async (headers) => {
  await using system = await startSystem(undefined, { DEADLINE_MS: 20_000, ORDERS_TIMEOUT_MS: 60_000 })

  for (const method of ['GET', 'POST']) {
    expect((await send(system.url, '/api/orders', { method, headers })).status).toBe(200)
  }

  expect(system.orders.received).toHaveLength(2)
  for (const received of system.orders.received) {
    expect(told(received)).toBeLessThanOrEqual(20_000)
    expect(told(received)).toBeGreaterThan(10_000)
  }
})

test('a service is told no more than an attempt at it may take', async () => {
  const settings = { DEADLINE_MS: 30_000, CATALOG_TIMEOUT_MS: 4_321, ORDERS_TIMEOUT_MS: 5_432 }
  await using system = await startSystem(undefined, settings)

  await send(system.url, '/api/products')
  await send(system.url, '/api/orders')

  expect(system.catalog.received.map(told)).toEqual([4_321])
  expect(system.orders.received.map(told)).toEqual([5_432])
})

test.each([
  ['no deadline', { DEADLINE_MS: 0 }, '10000'],
  ['none, and any time for an attempt', { DEADLINE_MS: 0, ORDERS_TIMEOUT_MS: 0 }, undefined],
])('with %s a client still cannot say', async (_title, settings, expected) => {
  await using system = await startSystem(undefined, settings)

  await send(system.url, '/api/orders', { headers: { 'x-deadline-ms': '7' } })

  expect(system.orders.received[0]!.headers['x-deadline-ms']).toBe(expected)
})

test.each(['GET', 'POST'])(
  'a %s is a 504 when its time is over, however long an attempt may take',
  async (method) => {
    const DEADLINE_MS = 500
    await using first = await startService(() => {})
    await using second = await startService(() => {})
    const ORDERS_URL = `${first.url},${second.url}`
    await using gateway = await startGateway({ CATALOG_URL: first.url, ORDERS_URL, DEADLINE_MS })
    const start = performance.now()

    expectProblem(await send(gateway.url, '/api/orders', { method }), 504)

    expect(performance.now() - start).toBeLessThan(5 * DEADLINE_MS)
    expect(first.received.length + second.received.length).toBe(1)
  },
)

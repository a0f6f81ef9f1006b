import type { OutgoingHttpHeaders } from 'node:http'
import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { startGateway, startService, startSystem } from './start-gateway.ts'

const deadlineOf = ({ headers }: { headers: OutgoingHttpHeaders }) => Number(headers['x-deadline-ms'])

test.concurrent.each<OutgoingHttpHeaders>([
  {},
  { 'x-deadline-ms': '0' },
  { 'x-deadline-ms': '1' },
  { 'x-deadline-ms': '999999' },
  { 'x-deadline-ms': ['5', '6'] },
  { connection: 'x-deadline-ms' },
])('the gateway sets the deadline itself when a client sends %j', async (headers) => {
  await using system = await startSystem(undefined, { DEADLINE_MS: 20_000, NOTES_TIMEOUT_MS: 60_000 })

  for (const method of ['GET', 'POST']) {
    expect((await send(system.url, '/api/notes', { method, headers })).status).toBe(200)
  }

  expect(system.notes.received).toHaveLength(2)
  for (const received of system.notes.received) {
    expect(deadlineOf(received)).toBeLessThanOrEqual(20_000)
    expect(deadlineOf(received)).toBeGreaterThan(10_000)
  }
})

test.concurrent('the deadline that a service receives is at most the timeout of an attempt', async () => {
  const settings = { DEADLINE_MS: 30_000, ITEMS_TIMEOUT_MS: 4_321, NOTES_TIMEOUT_MS: 5_432 }
  await using system = await startSystem(undefined, settings)

  await send(system.url, '/api/items')
  await send(system.url, '/api/notes')

  expect(system.items.received.map(deadlineOf)).toEqual([4_321])
  expect(system.notes.received.map(deadlineOf)).toEqual([5_432])
})

test.concurrent.each([
  ['a deadline of 0', { DEADLINE_MS: 0 }, '10000'],
  ['a deadline and a timeout of 0', { DEADLINE_MS: 0, NOTES_TIMEOUT_MS: 0 }, undefined],
])('with %s a client still cannot set the deadline', async (_title, settings, expected) => {
  await using system = await startSystem(undefined, settings)

  await send(system.url, '/api/notes', { headers: { 'x-deadline-ms': '7' } })

  expect(system.notes.received[0]!.headers['x-deadline-ms']).toBe(expected)
})

test.each(['GET', 'POST'])(
  'a %s is a 504 when its deadline passes before the timeout of an attempt',
  async (method) => {
    const DEADLINE_MS = 500
    await using first = await startService(() => {})
    await using second = await startService(() => {})
    const NOTES_URL = `${first.url},${second.url}`
    await using gateway = await startGateway({ ITEMS_URL: first.url, NOTES_URL, DEADLINE_MS })
    const start = performance.now()

    expectProblem(await send(gateway.url, '/api/notes', { method }), 504)

    expect(performance.now() - start).toBeLessThan(5 * DEADLINE_MS)
    expect(first.received.length + second.received.length).toBe(1)
  },
)

import type { RequestListener } from 'node:http'
import { stoppedInstance } from '@slipway/testing'
import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { startGateway, startService, startSystem } from './start-gateway.ts'

const BREAKER = { BREAKER_FAILURES: 3, BREAKER_OPEN_MS: 60_000 }

async function statuses(url: string, path: string, requests: number): Promise<number[]> {
  const seen: number[] = []
  for (let request = 0; request < requests; request++) seen.push((await send(url, path)).status)
  return seen
}

test.concurrent('an open circuit breaker rejects requests at once, and does not affect the other service', async () => {
  await using items = await startService((request) => request.socket.destroy())
  await using notes = await startService()
  await using gateway = await startGateway({ ITEMS_URL: items.url, NOTES_URL: notes.url, ...BREAKER })

  expect(await statuses(gateway.url, '/api/items', 6)).toEqual([504, 504, 504, 503, 503, 503])

  expect(items.received).toHaveLength(3)
  const response = await send(gateway.url, '/api/items')
  expectProblem(response, 503)
  expect(response.headers['retry-after']).toBe('1')
  expect(await statuses(gateway.url, '/api/notes', 20)).toEqual(Array(20).fill(200))
})

test.concurrent('a service that does not respond is a 504, and a 503 once the circuit breaker is open', async () => {
  await using system = await startSystem(() => {}, { ...BREAKER, ITEMS_TIMEOUT_MS: 300 })

  expect(await statuses(system.url, '/api/items', 6)).toEqual([504, 504, 504, 503, 503, 503])

  expect(system.items.received).toHaveLength(3)
})

test.concurrent('an open circuit breaker rejects requests of every method', async () => {
  const stopped = stoppedInstance()
  await using notes = await startService()
  await using gateway = await startGateway({ ITEMS_URL: stopped, NOTES_URL: notes.url, ...BREAKER })
  await statuses(gateway.url, '/api/items', 3)

  for (const method of ['GET', 'PUT', 'POST', 'DELETE']) {
    const headers = { 'idempotency-key': 'key' }
    const response = await send(gateway.url, '/api/items/1/parts', { method, headers })
    expectProblem(response, 503)
    expect(response.headers['retry-after']).toBe('1')
  }
})

test.concurrent.each([202, 500, 503])('responses of %i do not open the circuit breaker', async (status) => {
  const respond: RequestListener = (_request, response) => response.writeHead(status).end('{}')
  await using system = await startSystem(respond, BREAKER)

  expect(await statuses(system.url, '/api/notes', 10)).toEqual(Array(10).fill(status))

  expect(system.notes.received).toHaveLength(10)
})

test('a service that is available again is called again', async () => {
  let available = false
  await using system = await startSystem(
    (request, response) => (available ? response.end('back') : request.socket.destroy()),
    { ...BREAKER, BREAKER_OPEN_MS: 200 },
  )
  await statuses(system.url, '/api/items', 10)
  available = true

  const status = async () => (await send(system.url, '/api/items')).status
  await expect.poll(status, { timeout: 10_000 }).toBe(200)

  expect(await statuses(system.url, '/api/items', 10)).toEqual(Array(10).fill(200))
})

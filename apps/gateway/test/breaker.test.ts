import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { serviceThatIsAway, startGateway, startService, startSystem } from './start-gateway.ts'

const BREAKER = { BREAKER_FAILURES: 3, BREAKER_OPEN_MS: 60_000 }

async function statuses(url: string, path: string, requests: number): Promise<number[]> {
  const seen: number[] = []
  for (let request = 0; request < requests; request++) seen.push((await send(url, path)).status)
  return seen
}

test('a service that is away is answered for at once, and the other one goes on', async () => {
  await using catalog = await startService((request) => request.socket.destroy())
  await using orders = await startService()
  await using gateway = await startGateway({ CATALOG_URL: catalog.url, ORDERS_URL: orders.url, ...BREAKER })

  expect(await statuses(gateway.url, '/api/products', 6)).toEqual([504, 504, 504, 503, 503, 503])

  expect(catalog.received).toHaveLength(3)
  const answer = await send(gateway.url, '/api/products')
  expectProblem(answer, 503)
  expect(answer.headers['retry-after']).toBe('1')
  expect(await statuses(gateway.url, '/api/orders', 20)).toEqual(Array(20).fill(200))
})

test('one that does not answer is a 504 while it is asked, and a 503 once it is not', async () => {
  await using system = await startSystem(() => {}, { ...BREAKER, CATALOG_TIMEOUT_MS: 300 })

  expect(await statuses(system.url, '/api/products', 6)).toEqual([504, 504, 504, 503, 503, 503])

  expect(system.catalog.received).toHaveLength(3)
})

test('requests of every method count, and are refused', async () => {
  const away = await serviceThatIsAway()
  await using orders = await startService()
  await using gateway = await startGateway({ CATALOG_URL: away, ORDERS_URL: orders.url, ...BREAKER })
  await statuses(gateway.url, '/api/products', 3)

  for (const method of ['GET', 'PUT', 'POST', 'DELETE']) {
    const headers = { 'idempotency-key': 'key' }
    const answer = await send(gateway.url, '/api/products/1/restocks', { method, headers })
    expectProblem(answer, 503)
    expect(answer.headers['retry-after']).toBe('1')
  }
})

test.each([202, 500, 503])('answers of %i open nothing', async (status) => {
  const answer: RequestListener = (_request, response) => response.writeHead(status).end('{}')
  await using system = await startSystem(answer, BREAKER)

  expect(await statuses(system.url, '/api/orders', 10)).toEqual(Array(10).fill(status))

  expect(system.orders.received).toHaveLength(10)
})

test('a service that is back is used again', async () => {
  let away = true
  await using system = await startSystem(
    (request, response) => (away ? request.socket.destroy() : response.end('back')),
    { ...BREAKER, BREAKER_OPEN_MS: 200 },
  )
  await statuses(system.url, '/api/products', 10)
  away = false

  const status = async () => (await send(system.url, '/api/products')).status
  await expect.poll(status, { timeout: 10_000 }).toBe(200)

  expect(await statuses(system.url, '/api/products', 10)).toEqual(Array(10).fill(200))
})

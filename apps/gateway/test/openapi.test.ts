import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { serviceThatIsAway, startGateway, startService } from './start-gateway.ts'

const document = (paths: Record<string, unknown>): RequestListener => {
  const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'service', version: '1' }, paths })
  return (_request, response) => response.setHeader('content-type', 'application/json').end(text)
}
const products = { get: { summary: 'Products' } }
const orders = { post: { summary: 'Place an order' } }
const catalogDocument = document({ '/api/products': products, '/reservations/{id}': { put: {} } })
const ordersDocument = document({ '/api/orders': orders, '/livez': { get: {} } })

test('/api/openapi.json is the public part of what both services say of themselves', async () => {
  await using catalog = await startService(catalogDocument)
  await using behind = await startService(ordersDocument)
  await using gateway = await startGateway({ CATALOG_URL: catalog.url, ORDERS_URL: behind.url })

  const answer = await send(gateway.url, '/api/openapi.json', { headers: { 'x-request-id': 'docs-1' } })

  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toMatch(/^application\/json/)
  expect(JSON.parse(answer.body)).toMatchObject({ openapi: '3.1.0', info: { title: 'Slipway' } })
  expect(JSON.parse(answer.body).paths).toEqual({ '/api/products': products, '/api/orders': orders })
  for (const { received } of [catalog, behind]) {
    expect(received).toMatchObject([{ url: '/openapi.json', headers: { 'x-request-id': 'docs-1' } }])
  }
})

test('it is a 504 when its time is over, however long an attempt may take', async () => {
  await using catalog = await startService(catalogDocument)
  await using behind = await startService(() => {})
  const urls = { CATALOG_URL: catalog.url, ORDERS_URL: behind.url }
  await using gateway = await startGateway({ ...urls, DEADLINE_MS: 500, ORDERS_TIMEOUT_MS: 5_000 })
  const start = performance.now()

  expectProblem(await send(gateway.url, '/api/openapi.json'), 504)

  expect(performance.now() - start).toBeLessThan(2_500)
})

const failures: [string, number, RequestListener][] = [
  ['resets the connection', 504, (request) => request.socket.destroy()],
  ['answers with an error', 503, (_request, response) => response.writeHead(500).end('{"detail":"secret"}')],
  ['answers with no JSON', 503, (_request, response) => response.end('secret')],
  ['cuts its answer off', 504, (request, response) => response.write('{', () => request.socket.destroy())],
  ['does not answer in time', 504, () => {}],
  ['does not end its answer in time', 504, (_request, response) => response.write('{')],
]

test.each(failures)('a service that %s is a %i', async (_title, status, answerBadly) => {
  await using catalog = await startService(catalogDocument)
  await using behind = await startService(answerBadly)
  const urls = { CATALOG_URL: catalog.url, ORDERS_URL: behind.url }
  await using gateway = await startGateway({ ...urls, ORDERS_TIMEOUT_MS: 300 })

  const answer = await send(gateway.url, '/api/openapi.json')

  expectProblem(answer, status)
  expect(answer.body).not.toContain('secret')
})

test.each(['catalog', 'orders'])('where %s is away, it is a 503', async (service) => {
  await using there = await startService(catalogDocument)
  const away = await serviceThatIsAway()
  const urls = service === 'catalog' ? [away, there.url] : [there.url, away]
  await using gateway = await startGateway({ CATALOG_URL: urls[0]!, ORDERS_URL: urls[1]! })

  const answer = await send(gateway.url, '/api/openapi.json')

  expectProblem(answer, 503)
  expect(answer.headers['retry-after']).toBe('1')
  expect(answer.body).not.toContain(new URL(away).port)
})

import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { startSystem } from './start-gateway.ts'

test.each([
  ['GET', '/api/products', 'catalog'],
  ['GET', '/api/products?limit=5&cursor=a%2Fb&x=%20+%C3%BC', 'catalog'],
  ['GET', '/api/products/', 'catalog'],
  ['HEAD', '/api/products/SKU-1', 'catalog'],
  ['PUT', '/api/products/SKU-1', 'catalog'],
  ['PATCH', '/api/products/a%2Fb%20c', 'catalog'],
  ['POST', '/api/products/SKU-1/restocks', 'catalog'],
  ['GET', `/api/products/${'long'.repeat(100)}`, 'catalog'],
  ['POST', '/api/orders', 'orders'],
  ['GET', '/api/orders?limit=1', 'orders'],
  ['PUT', '/api/orders/01ABC/cancellation?', 'orders'],
  ['DELETE', '/api/orders/01ABC', 'orders'],
  ['OPTIONS', '/api/orders', 'orders'],
] as const)('%s %s goes to %s as it is', async (method, path, service) => {
  await using system = await startSystem((request, response) =>
    response.setHeader('seen', request.url!).end(),
  )

  const answer = await send(system.url, path, { method })

  expect(answer.status).toBe(200)
  expect(answer.headers.seen).toBe(path)
  expect(system[service].received).toMatchObject([{ method, url: path }])
  expect(system.catalog.received.length + system.orders.received.length).toBe(1)
})

test.each([
  '/reservations',
  '/reservations/x',
  '/api',
  '/api/',
  '/api/unknown',
  '/api/productsx',
  '/api/orders-x/y',
  '/API/products',
  '/products',
  '/metrics',
  '/openapi.json',
])('%s is outside: 404, and nobody is asked', async (path) => {
  await using system = await startSystem()

  for (const method of ['GET', 'POST', 'PUT']) expectProblem(await send(system.url, path, { method }), 404)

  expect([...system.catalog.received, ...system.orders.received]).toEqual([])
})

import { expect, test } from 'vitest'
import { expectProblem, send } from './send.ts'
import { sharedSystem } from './start-gateway.ts'

const system = sharedSystem((request, response) => response.setHeader('seen', request.url!).end())

test.each([
  ['GET', '/api/items', 'items'],
  ['GET', '/api/items?limit=5&cursor=a%2Fb&x=%20+%C3%BC', 'items'],
  ['GET', '/api/items/', 'items'],
  ['HEAD', '/api/items/SKU-1', 'items'],
  ['PUT', '/api/items/SKU-1', 'items'],
  ['PATCH', '/api/items/a%2Fb%20c', 'items'],
  ['POST', '/api/items/SKU-1/parts', 'items'],
  ['GET', `/api/items/${'long'.repeat(100)}`, 'items'],
  ['POST', '/api/notes', 'notes'],
  ['GET', '/api/notes?limit=1', 'notes'],
  ['PUT', '/api/notes/01ABC/state?', 'notes'],
  ['DELETE', '/api/notes/01ABC', 'notes'],
  ['OPTIONS', '/api/notes', 'notes'],
] as const)('%s %s is forwarded to %s unchanged', async (method, path, service) => {
  const response = await send(system().url, path, { method })

  expect(response.status).toBe(200)
  expect(response.headers.seen).toBe(path)
  expect(system()[service].received).toMatchObject([{ method, url: path }])
  expect(system().items.received.length + system().notes.received.length).toBe(1)
})

test.each([
  '/internal',
  '/internal/x',
  '/api',
  '/api/',
  '/api/unknown',
  '/api/itemsx',
  '/api/notes-x/y',
  '/API/items',
  '/items',
  '/metrics',
  '/openapi.json',
])('%s is a 404, and no service is called', async (path) => {
  for (const method of ['GET', 'POST', 'PUT']) expectProblem(await send(system().url, path, { method }), 404)

  expect([...system().items.received, ...system().notes.received]).toEqual([])
})

test.each(['TRACE', 'QUERY'])('%s is a 405, and no service is called', async (method) => {
  const response = await send(system().url, '/api/items/1', { method })
  expectProblem(response, 405)
  expect(response.headers.allow).toBe('GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS')
  expect([...system().items.received, ...system().notes.received]).toEqual([])
})

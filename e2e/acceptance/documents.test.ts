import { expect, test } from 'vitest'
import { api } from './api.ts'

test('one OpenAPI 3.1 document has every public call and no internal one', async () => {
  const { body } = await api.get('/api/openapi.json').expect(200)
  expect(body.openapi).toMatch(/^3\.1\./)
  const calls = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(calls.sort()).toEqual([
    'GET /api/orders',
    'GET /api/orders/{id}',
    'GET /api/products',
    'GET /api/products/{sku}',
    'POST /api/orders',
    'POST /api/products/{sku}/restocks',
    'PUT /api/orders/{id}/cancellation',
    'PUT /api/products/{sku}',
  ])
})

test('the page to read and try it asks no other host', async () => {
  const page = await api.get('/api/docs/').expect(200)
  expect(page.headers['content-type']).toMatch(/^text\/html/)
  expect(page.headers['content-security-policy']).toContain("default-src 'self'")
  expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//)
})

test('the gateway says that it lives and is ready', async () => {
  await api.get('/livez').expect(200)
  await api.get('/readyz').expect(200)
})

import { expect, test } from 'vitest'
import { api } from '../api.ts'

test('the OpenAPI document has every call of the shop', async () => {
  const { body } = await api.get('/api/openapi.json').expect(200)
  const calls = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(calls).toEqual(
    expect.arrayContaining([
      'GET /api/orders',
      'GET /api/orders/{id}',
      'GET /api/products',
      'GET /api/products/{sku}',
      'POST /api/orders',
      'POST /api/products/{sku}/restocks',
      'PUT /api/orders/{id}/cancellation',
      'PUT /api/products/{sku}',
    ]),
  )
})

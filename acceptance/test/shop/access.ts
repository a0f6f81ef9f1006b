import type { Expected, Who } from '../who.ts'

const everybody = { nobody: '401', ada: '200', bob: '200', operator: '200' } as const
const operators = { nobody: '401', ada: '403', bob: '403', operator: '200' } as const
const ownersAndOperators = { nobody: '401', ada: '200', bob: '404', operator: '200' } as const

/** Who may do what. Each cell is a test (access.test.ts); docs/security.md shows the same table. */
export const ACCESS: Record<string, Record<Who, Expected>> = {
  'GET /api/products': everybody,
  'GET /api/products/{sku}': everybody,
  'PUT /api/products/{sku}': operators,
  'POST /api/products/{sku}/restocks': operators,
  'POST /api/orders': { nobody: '401', ada: '201', bob: '201', operator: '201' },
  "POST /api/orders, with ada's key and body": {
    nobody: '401',
    ada: 'same order',
    bob: 'own order',
    operator: 'own order',
  },
  'GET /api/orders': { nobody: '401', ada: 'listed', bob: 'not listed', operator: 'listed' },
  "GET /api/orders, from a cursor of ada's list": {
    nobody: '401',
    ada: 'listed',
    bob: 'not listed',
    operator: 'listed',
  },
  'GET /api/orders/{id}': ownersAndOperators,
  'PUT /api/orders/{id}/cancellation': ownersAndOperators,
}

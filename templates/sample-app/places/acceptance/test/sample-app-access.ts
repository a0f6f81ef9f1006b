import type { Expected, Who } from './who.ts'

/** Who may do what. Each cell is a test (sample-app.test.ts); docs/security.md shows the same table. */
export const ACCESS: Record<string, Record<Who, Expected>> = {
  'GET /api/spare-parts': { nobody: '401', ada: '200', bob: '200', operator: '200' },
  'GET /api/spare-parts/{id}': { nobody: '401', ada: '200', bob: '200', operator: '200' },
  'PUT /api/spare-parts/{id}': { nobody: '401', ada: '403', bob: '403', operator: '200' },
}

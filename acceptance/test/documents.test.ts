import { expect, test } from 'vitest'
import { api } from './api.ts'

test('one OpenAPI 3.1 document describes the public calls and no internal one', async () => {
  const { body } = await api.get('/api/openapi.json').expect(200)
  expect(body.openapi).toMatch(/^3\.1\./)
  expect(Object.keys(body.paths).length).toBeGreaterThan(0)
  for (const path of Object.keys(body.paths)) expect(path).toMatch(/^\/api\//)
  for (const { responses } of Object.values<Record<string, never>>(body.paths).flatMap(Object.values))
    expect(Object.keys(responses.default.content)).toEqual(['application/problem+json'])
})

test('the page that shows it loads nothing from another host', async () => {
  const page = await api.get('/api/docs/').expect(200)
  expect(page.headers['content-type']).toMatch(/^text\/html/)
  expect(page.headers['content-security-policy']).toContain("default-src 'self'")
  expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//)
})

test('the gateway is live and ready', async () => {
  await api.get('/livez').expect(200)
  await api.get('/readyz').expect(200)
})

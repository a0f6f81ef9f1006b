import { expect, test } from 'vitest'
import { startSampleApp } from './start-sample-app.ts'

test('the OpenAPI 3.1 document names every public route', async () => {
  await using sampleApp = await startSampleApp()
  const { body } = await sampleApp.api.get('/openapi.json').expect(200)
  expect(body.openapi).toMatch(/^3\.1\./)
  const routes = Object.entries(body.paths as Record<string, object>)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
    .filter((route) => route.includes(' /api/'))
  expect(routes.toSorted()).toEqual([
    'get /api/computed-parts', // add-service: no store
    'get /api/spare-parts', // add-service: store
    'get /api/spare-parts/{id}', // add-service: store
    'put /api/spare-parts/{id}', // add-service: store
  ])
})

test('every response names the instance that served it', async () => {
  await using sampleApp = await startSampleApp()
  for (const path of [
    '/api/spare-parts', // add-service: store
    '/api/spare-parts/unknown', // add-service: store
    '/api/computed-parts?name=', // add-service: no store
  ]) {
    const { headers } = await sampleApp.api.get(path)
    expect(headers['server-timing']).toMatch(/^sample-app;desc="sample-app-1";dur=[\d.]+$/)
  }
})

import { expect, test } from 'vitest'
import { startSampleApp } from './start-sample-app.ts'

test('a response names the instances of each called service, and is a 503 while one is unavailable', async () => {
  await using sampleApp = await startSampleApp()
  const { headers } = await sampleApp.api.get('/api/computed-parts').expect(200)
  expect(headers['server-timing']).toMatch(
    /^sample-app;desc="sample-app-1";dur=[\d.]+, callee;desc="callee-9"/,
  )
  sampleApp.callee.status = 503
  const { status, body } = await sampleApp.api.get('/api/computed-parts')
  expect(status).toBe(503)
  expect(body.detail).toContain('is unavailable')
})

import { expect, test } from 'vitest'
import { startSampleApp } from './start-sample-app.ts'

test('a change is made after each called service has responded, and names the instances that did', async () => {
  await using sampleApp = await startSampleApp()
  const { headers } = await sampleApp.put('first', { name: 'First' }).expect(201)
  expect(sampleApp.callee.paths.length).toBeGreaterThan(0)
  expect(new Set(sampleApp.callee.paths)).toEqual(new Set(['/livez']))
  expect(headers['server-timing']).toMatch(
    /^sample-app;desc="sample-app-1";dur=[\d.]+, callee;desc="callee-9"/,
  )
})

test('while a called service is unavailable, a change is a 503 and changes nothing; reading works', async () => {
  await using sampleApp = await startSampleApp()
  sampleApp.callee.status = 503
  const { status, type, body } = await sampleApp.put('first', { name: 'First' })
  expect([status, type]).toEqual([503, 'application/problem+json'])
  expect(body.detail).toContain('is unavailable')
  await sampleApp.api.get('/api/spare-parts/first').expect(404)
  sampleApp.callee.status = 200
  await sampleApp.put('first', { name: 'First' }).expect(201)
})

import { expect, test, vi } from 'vitest'
import { call, repeat, startInstance, startUpstream } from './fixtures.ts'

const startDraining = () =>
  startInstance((_request, response) => response.setHeader('x-draining', '1').end('leaving'))

test('an instance that says it drains is left alone for two seconds', async () => {
  await using draining = await startDraining()
  await using staying = await startInstance((_request, response) => response.end('staying'))
  await using upstream = await startUpstream([draining.url, staying.url])
  const untilItIsAsked = () =>
    vi.waitFor(async () => expect(await call(upstream)).toBe('leaving'), { timeout: 15_000, interval: 20 })

  await untilItIsAsked()
  const start = performance.now()

  expect(new Set(await repeat(50, () => call(upstream)))).toEqual(new Set(['staying']))
  expect(draining.received).toHaveLength(1)
  await untilItIsAsked()
  expect(performance.now() - start).toBeGreaterThan(1_900)
  expect(performance.now() - start).toBeLessThan(10_000)
})

test('one that drains is still asked where there is no other', async () => {
  await using draining = await startDraining()
  await using upstream = await startUpstream([draining.url])

  expect(await repeat(5, () => call(upstream))).toEqual(Array(5).fill('leaving'))
})

test('where all drain, all are asked', async () => {
  await using first = await startDraining()
  await using second = await startDraining()
  await using upstream = await startUpstream([first.url, second.url])

  await repeat(50, () => call(upstream))

  expect(first.received.length).toBeGreaterThan(0)
  expect(second.received.length).toBeGreaterThan(0)
})

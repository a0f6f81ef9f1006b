import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { call, repeat, startInstance, startUpstream } from './fixtures.ts'

const startDraining = () =>
  startInstance((_request, response) => response.setHeader('x-draining', '1').end('draining'))

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

test('an instance that drains is skipped for two seconds', async () => {
  await using draining = await startDraining()
  await using staying = await startInstance((_request, response) => response.end('staying'))
  await using upstream = await startUpstream([draining.url, staying.url])
  const responses = async () => new Set(await repeat(50, () => call(upstream)))
  const advance = (ms: number) => vi.advanceTimersByTime(ms)

  expect(await responses()).toEqual(new Set(['draining', 'staying']))
  expect(draining.received).toHaveLength(1)

  advance(1_999)
  expect(await responses()).toEqual(new Set(['staying']))

  advance(1)
  expect(await responses()).toEqual(new Set(['draining', 'staying']))
  expect(draining.received).toHaveLength(2)
})

test('one that drains still gets requests if there is no other', async () => {
  await using draining = await startDraining()
  await using upstream = await startUpstream([draining.url])

  expect(await repeat(5, () => call(upstream))).toEqual(Array(5).fill('draining'))
})

test('if all drain, all get requests', async () => {
  await using first = await startDraining()
  await using second = await startDraining()
  await using upstream = await startUpstream([first.url, second.url])

  await repeat(50, () => call(upstream))

  expect(first.received.length).toBeGreaterThan(1)
  expect(second.received.length).toBeGreaterThan(1)
})

test('once one has stopped, the other gets all requests: it may have been replaced, though it is still skipped', async () => {
  await using first = await startDraining()
  const second = await startDraining()
  await using upstream = await startUpstream([first.url, second.url], {
    settings: { ATTEMPTS: 1, BREAKER_FAILURES: 0 },
  })
  await repeat(20, () => call(upstream))
  await second[Symbol.asyncDispose]()

  const responses = await repeat(100, () => call(upstream).catch(() => 'failed'))

  expect(responses.filter((response) => response === 'failed')).toHaveLength(1)
})

test('one whose successor at the same address has responded is not skipped any more', async () => {
  let draining = true
  await using first = await startInstance((_request, response) => {
    if (draining) response.setHeader('x-draining', '1')
    response.end('first')
  })
  await using second = await startDraining()
  await using upstream = await startUpstream([first.url, second.url])
  await repeat(20, () => call(upstream))
  draining = false
  while (first.received.length + second.received.length < 60) await call(upstream)
  const before = second.received.length

  await repeat(50, () => call(upstream))

  expect(second.received).toHaveLength(before)
})

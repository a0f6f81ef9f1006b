import type { RequestListener } from 'node:http'
import { stoppedInstance } from '@slipway/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { call, repeat, send, startInstance, startUpstream } from './fixtures.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] })) // no ejection ends by itself
afterEach(() => void vi.useRealTimers())

test.each<[string, RequestListener | undefined]>([
  ['refuses connections', undefined],
  ['resets connections', (request) => request.socket.resetAndDestroy()],
  ['closes connections', (request) => request.socket.destroy()],
  ['breaks off responses', (request, response) => response.write('half', () => request.socket.destroy())],
  ['does not respond in time', () => {}],
])('one of two instances that %s costs one request, not every second one', async (_title, respond) => {
  await using failing = await startInstance(respond)
  await using healthy = await startInstance()
  const url = respond ? failing.url : stoppedInstance()
  await using upstream = await startUpstream([url, healthy.url], {
    timeout: 1_000,
    settings: { ATTEMPTS: 1 },
  })

  const results = await repeat(60, () => call(upstream).catch((error) => error.name))

  expect(results.filter((result) => result !== 'ok')).toEqual(['UpstreamError'])
})

test('an instance that is back gets its share after its ejection', async () => {
  let back = false
  await using failing = await startInstance((request, response) =>
    back ? response.end('back') : request.socket.destroy(),
  )
  await using healthy = await startInstance()
  await using upstream = await startUpstream([failing.url, healthy.url])
  await repeat(50, () => call(upstream))
  expect(failing.received).toHaveLength(1)
  back = true

  await repeat(50, () => call(upstream))
  expect(failing.received).toHaveLength(1)

  vi.advanceTimersByTime(1_000)
  await repeat(50, () => call(upstream))
  expect(failing.received.length).toBeGreaterThan(10)
})

test('while an instance is ejected, the others get no more requests at once than before', async () => {
  let hanging = 0
  await using running = await startInstance((request, response) => {
    if (request.url === '/hang') hanging++
    else response.end('ok')
  })
  await using upstream = await startUpstream([stoppedInstance(), running.url], {
    settings: { MAX_IN_FLIGHT_PER_UPSTREAM: 4, EJECTION_MS: 60_000, ATTEMPTS: 1 },
    timeout: 1_000,
  })
  const isEjected = () => upstream.state().instances.some(({ state }) => state === 'ejected')
  while (!isEjected()) await call(upstream).catch(() => {})

  const four = Array.from({ length: 4 }, () => send(upstream, { path: '/hang' }).catch((error) => error.code))
  expect((await Promise.all(four)).sort()).toEqual(['TIMEOUT', 'TIMEOUT', 'TOO_MANY', 'TOO_MANY'])
  expect(hanging).toBe(2)
})

import { ALL_PROTECTIONS } from '@slipway/contracts'
import { expect, test, vi } from 'vitest'
import { NO_LIMITS } from '../test-service.ts'
import { startLessonService } from './lesson-service.ts'

/** A service that processes one request at a time; how two at once end. */
async function overload(service: Awaited<ReturnType<typeof startLessonService>>): Promise<number[]> {
  const both = [1, 2].map(async () => (await fetch(`${service.url}/things/1`)).status)
  return (await Promise.all(both)).sort()
}

test('without shedding, a service accepts more requests than it can process', async () => {
  await using service = await startLessonService({ settings: { ...NO_LIMITS, MAX_IN_FLIGHT: 1 } })
  await service.faults({ slowMs: 200 })
  expect(await overload(service)).toEqual([200, 503])
  await service.protections({ shedding: false })
  expect(await overload(service)).toEqual([200, 200])
  await service.protections({ shedding: true })
  expect(await overload(service)).toEqual([200, 503])
})

test('a switch reaches all services that this one calls, and leaves the other switches as they are', async () => {
  const upstreams = [1, 2].map(() => ({ state: () => ({}) as never, protect: vi.fn() }))
  await using service = await startLessonService({ upstreams })
  await service.protections({ retries: false })
  const { body } = await service.protections({ breaker: false })
  const expected = { ...ALL_PROTECTIONS, retries: false, breaker: false }
  expect(body.protections).toEqual(expected)
  for (const { protect } of upstreams) expect(protect).toHaveBeenLastCalledWith(expected)
})

test.each([{ retries: 1 }, { retry: false }])('%j is a 400, and changes nothing', async (changes) => {
  await using service = await startLessonService()
  expect((await service.put('/protections', { shedding: false, ...changes })).status).toBe(400)
  expect((await service.protections({})).body.protections).toEqual(ALL_PROTECTIONS)
})

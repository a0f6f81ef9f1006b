import { expect, test, vi } from 'vitest'
import { expectFullLimit, fill, LIMIT, startHoldingService } from './holding-service.ts'

test('as many requests as the limit are accepted, and rejected ones do not count', async () => {
  await using service = await startHoldingService()

  await expectFullLimit(service)
  await expectFullLimit(service)
})

test('each response makes room for one request', async () => {
  await using service = await startHoldingService()
  const accepted = await fill(service)

  service.held.shift()!()
  expect(await Promise.race(accepted)).toBe(200)
  const next = service.hold()
  await vi.waitFor(() => expect(service.held).toHaveLength(LIMIT), 10_000)
  expect(await service.hold()).toBe(503)

  service.release()
  await Promise.all([...accepted, next])
})

test('0 disables the limit', async () => {
  await using service = await startHoldingService({ MAX_IN_FLIGHT: 0 })

  const accepted = await fill(service, 150)

  service.release()
  expect(new Set(await Promise.all(accepted))).toEqual(new Set([200]))
})

test('errors of all kinds make room again, on kept-alive connections too', async () => {
  await using service = await startHoldingService()

  for (const path of ['/things/1', '/nothing', '/bug', '/unavailable', '/%zz', '/things/1?limit=x']) {
    for (let time = 0; time < LIMIT + 1; time++) {
      const response = await fetch(`http://127.0.0.1:${service.port}${path}`)
      expect(await response.text()).not.toContain('overloaded')
    }
  }

  await expectFullLimit(service)
})

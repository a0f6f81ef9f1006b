import supertest from 'supertest'
import { expect, vi } from 'vitest'
import { NO_LIMITS, startTestService } from '../test-service.ts'

export const LIMIT = 3

interface Limits {
  MAX_IN_FLIGHT?: number
  MAX_EVENT_LOOP_DELAY_MS?: number
}

/** A service that limits load, and responds to `/hold` only on `release`. */
export async function startHoldingService(limits: Limits = {}) {
  const held: (() => void)[] = []
  const settings = { ...NO_LIMITS, MAX_IN_FLIGHT: LIMIT, ...limits }
  const service = await startTestService({ settings }, (app) => {
    app.route({
      method: ['GET', 'POST'],
      url: '/hold',
      handler: () => new Promise((resolve) => held.push(() => resolve({}))),
    })
    app.get('/big', async () => 'x'.repeat(20_000_000)) // more than the buffers of a connection
  })
  const client = supertest(`http://127.0.0.1:${service.port}`)
  return {
    ...service,
    held,
    client,
    /** Sends a request that is held; the promise is its status. */
    hold: () => client.get('/hold').then(({ status }) => status),
    release: () => {
      for (const respond of held.splice(0)) respond()
    },
    openConnections: () =>
      new Promise<number>((resolve) => service.app.server.getConnections((_error, count) => resolve(count))),
  }
}
export type HoldingService = Awaited<ReturnType<typeof startHoldingService>>

/** Holds as many requests as the limit allows. Returns the promises of their statuses. */
export async function fill(service: HoldingService, count = LIMIT): Promise<Promise<number>[]> {
  const statuses = Array.from({ length: count }, () => service.hold())
  await vi.waitFor(() => expect(service.held).toHaveLength(count), 10_000)
  return statuses
}

/** Asserts that the service accepts as many requests as the limit allows, and not one more. */
export async function expectFullLimit(service: HoldingService): Promise<void> {
  const accepted = await fill(service)
  for (let more = 0; more < 5; more++) expect(await service.hold()).toBe(503)
  expect(service.held).toHaveLength(LIMIT)
  service.release()
  expect(await Promise.all(accepted)).toEqual(Array(LIMIT).fill(200))
}

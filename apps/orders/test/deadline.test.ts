import { expect, test } from 'vitest'
import { type Answer, decide, silence, startFakeCatalog } from './fake-catalog.ts'
import { startOrders } from './start-orders.ts'

/** An answer that first notes how long catalog was told it has. */
function noting(times: number[], answer: Answer): Answer {
  return (call, response) => {
    times.push(Number(response.req.headers['x-deadline-ms']))
    return answer(call, response)
  }
}

const within = (ms: number) => ({ 'x-deadline-ms': String(ms) })

test('catalog is told what remains of the time that orders was given', async () => {
  const times: number[] = []
  await using catalog = await startFakeCatalog(noting(times, decide))
  await using orders = await startOrders(catalog.url, { CATALOG_TIMEOUT_MS: '60000' })

  const { body } = await orders.place('key').set(within(20_000)).expect(201)
  await orders.api.put(`/api/orders/${body.id}/cancellation`).set(within(10_000)).expect(200)

  expect(times).toHaveLength(2)
  const [reserving, releasing] = times as [number, number]
  expect(reserving).toBeLessThanOrEqual(18_000) // a tenth is kept for the way back
  expect(reserving).toBeGreaterThan(10_000)
  expect(releasing).toBeLessThanOrEqual(9_000)
  expect(releasing).toBeGreaterThan(4_000)
})

test('and never more than an attempt at it may take', async () => {
  const times: number[] = []
  await using catalog = await startFakeCatalog(noting(times, decide))
  await using orders = await startOrders(catalog.url, { CATALOG_TIMEOUT_MS: '4321' })

  await orders.place('a').set(within(60_000)).expect(201)
  await orders.place('b').expect(201)

  expect(times).toEqual([4_321, 4_321])
})

test('an order is answered within its deadline, with 202, however slow catalog is', async () => {
  const DEADLINE = 1_000 // ms
  await using catalog = await startFakeCatalog(silence)
  await using orders = await startOrders(catalog.url, { CATALOG_TIMEOUT_MS: '60000' })
  const start = performance.now()

  const { body } = await orders.place('key').set(within(DEADLINE)).expect(202)

  expect(performance.now() - start).toBeLessThan(5 * DEADLINE)
  expect(body.status).toBe('pending')
  expect(catalog.calls).toHaveLength(1)
})

test('nothing is written or asked for a caller whose time is over, and its key is still free', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)

  const { body, type } = await orders.place('key').set(within(0)).expect(503)

  expect([type, body.type]).toEqual(['application/problem+json', 'tag:slipway.example,2026:deadline-passed'])
  expect(await orders.count()).toBe(0)
  expect(catalog.calls).toEqual([])
  await orders.place('key').expect(201)
  expect(await orders.count()).toBe(1)
})

test('reads are answered all the same', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const { body } = await orders.place('key').expect(201)

  await orders.api.get(`/api/orders/${body.id}`).set(within(0)).expect(200)
  await orders.api.get('/api/orders').set(within(0)).expect(200)
})

test('recovery, for which nobody waits, gives catalog all the time of an attempt', async () => {
  const times: number[] = []
  await using catalog = await startFakeCatalog(silence)
  await using orders = await startOrders(catalog.url, { CATALOG_TIMEOUT_MS: '4321', RECOVERY_AFTER_MS: '1' })
  const { body } = await orders.place('key').set(within(500)).expect(202)

  catalog.answer = noting(times, decide)

  await expect.poll(() => orders.status(body.id), { timeout: 15_000 }).toBe('confirmed')
  expect(times.at(-1)).toBe(4_321)
})

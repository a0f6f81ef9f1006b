import { DEADLINE_HEADER } from '@slipway/contracts'
import { expect, test } from 'vitest'
import { startClock } from './clock.ts'
import { accept, neverRespond, type Responder, startFakeCatalog, unavailable } from './fake-catalog.ts'
import { startOrders } from './start-orders.ts'

/** Responds like `respond` and records the deadline that catalog receives with each call, in ms. */
function recordDeadlines(deadlines: number[], respond: Responder = accept): Responder {
  return (call, response) => {
    deadlines.push(Number(response.req.headers[DEADLINE_HEADER]))
    return respond(call, response)
  }
}

const within = (ms: number) => ({ [DEADLINE_HEADER]: String(ms) })

test("catalog receives the remaining time of the request's deadline", async () => {
  const deadlines: number[] = []
  await using catalog = await startFakeCatalog(recordDeadlines(deadlines))
  await using orders = await startOrders(catalog.url, { CATALOG_TIMEOUT_MS: '60000' })

  const { body } = await orders.place('key').set(within(20_000)).expect(201)
  await orders.cancel(body.id).set(within(10_000)).expect(200)

  expect(deadlines).toHaveLength(2)
  const [reserve, release] = deadlines as [number, number]
  expect(reserve).toBeLessThanOrEqual(18_000) // orders keeps a tenth for its own response
  expect(reserve).toBeGreaterThan(10_000)
  expect(release).toBeLessThanOrEqual(9_000)
  expect(release).toBeGreaterThan(4_000)
})

test('catalog never receives more than CATALOG_TIMEOUT_MS', async () => {
  const deadlines: number[] = []
  await using catalog = await startFakeCatalog(recordDeadlines(deadlines))
  await using orders = await startOrders(catalog.url, { CATALOG_TIMEOUT_MS: '4321' })

  await orders.place('a').set(within(60_000)).expect(201)
  await orders.place('b').expect(201)

  expect(deadlines).toEqual([4_321, 4_321])
})

test('an order is a 202 within its deadline if catalog does not respond', async () => {
  const DEADLINE = 2_000 // ms; orders aims at nine tenths
  await using catalog = await startFakeCatalog(neverRespond)
  await using orders = await startOrders(catalog.url, { CATALOG_TIMEOUT_MS: '60000' })

  const { body } = await orders
    .place('key')
    .set(within(DEADLINE))
    .timeout(5 * DEADLINE)
    .expect(202)

  expect(body.status).toBe('pending')
  expect(catalog.calls).toHaveLength(1)
})

test('a request past its deadline stores nothing, calls nothing, and leaves its key unused', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)

  const { body, type } = await orders.place('key').set(within(0)).expect(503)

  expect([type, body.type]).toEqual(['application/problem+json', 'tag:slipway.example,2026:deadline-passed'])
  expect(await orders.count()).toBe(0)
  expect(catalog.calls).toEqual([])
  await orders.place('key').expect(201)
  expect(await orders.count()).toBe(1)
})

test('reads are served even past their deadline', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const { body } = await orders.place('key').expect(201)

  await orders.api.get(`/api/orders/${body.id}`).set(within(0)).expect(200)
  await orders.api.get('/api/orders').set(within(0)).expect(200)
})

test('recovery calls catalog with CATALOG_TIMEOUT_MS, whatever the deadline of the request was', async () => {
  const clock = startClock()
  const deadlines: number[] = []
  await using catalog = await startFakeCatalog(recordDeadlines(deadlines, unavailable))
  await using orders = await startOrders(catalog.url, { CATALOG_TIMEOUT_MS: '4321' })
  const { body } = await orders.place('key').set(within(2_000)).expect(202)
  expect(deadlines).toEqual([expect.toSatisfy((deadline) => deadline <= 1_800)])

  catalog.respond = recordDeadlines(deadlines)
  clock.advance(60_000)

  await expect.poll(() => orders.status(body.id), { timeout: 15_000 }).toBe('confirmed')
  expect(deadlines.slice(1)).toEqual([4_321])
})

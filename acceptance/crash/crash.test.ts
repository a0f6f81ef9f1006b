import { randomUUID } from 'node:crypto'
import type { Order } from '@slipway/contracts'
import {
  available,
  explain,
  place,
  send,
  settledOrder,
  startRelay,
  startSystem,
  stockUp,
} from '@slipway/testing'
import { expect, test } from 'vitest'

const CATALOGS = ['catalog-1', 'catalog-2']
const ORDERS = ['orders-1', 'orders-2']
/** Recovery looks after an order sooner than by default: no request here is still at work on it by then. */
const EARLY_RECOVERY = { env: { RECOVERY_AFTER_MS: '1000' } }

test('orders killed between the reservation and its confirmation settles the order once', async () => {
  let catalogPort = 0
  await using relay = await startRelay(() => ({ port: catalogPort }))
  await using system = await startSystem(EARLY_RECOVERY, (specs) => {
    catalogPort = specs.find(({ name }) => name === CATALOGS[0])!.port
    for (const { app, env } of specs) {
      if (app === 'orders') Object.assign(env, { CATALOG_URL: relay.url, CATALOG_TIMEOUT_MS: '2500' })
    }
  })
  await stockUp(system.url, 'a', 10)

  relay.delay = 60_000 // orders gets no response to its reservation
  const key = randomUUID()
  const lost = send('POST', `${system.url}/api/orders`, { lines: [{ sku: 'a', quantity: 3 }] }, key)
  await expect.poll(() => available(system.url, 'a'), { interval: 5 }).toBe(7)
  for (const name of ORDERS) system.process(name).kill('SIGKILL')
  expect(await lost).toMatchObject({ status: 504 })

  relay.delay = 0
  await Promise.all(ORDERS.map(system.restart))
  const [order] = ((await send('GET', `${system.url}/api/orders`)) as { body: { items: Order[] } }).body.items
  expect(await settledOrder(system.url, order!.id)).toMatchObject({ status: 'confirmed' })
  const repeat = await place(system.url, [{ sku: 'a', quantity: 3 }], key)
  expect(repeat).toMatchObject({ status: 201, body: { id: order!.id } })
  expect(await available(system.url, 'a')).toBe(7)

  const story = await explain(system, order!.id)
  console.log(story) // for people
  expect(story).toContain(`Order ${order!.id}: confirmed.`)
  expect(story).toMatch(/orders-\d +wrote the order as pending/)
  expect(story).toMatch(/orders-\d → catalog-1 +PUT \/reservations/)
  expect(story).toMatch(/gateway-1 ✗ orders-\d +attempt 1 failed/)
  expect(story).toMatch(/orders-\d recovered it at its first attempt: it was pending and became confirmed/)
  expect(story).toMatch(/Why: (orders-\d) made it pending, .* of that request: its process had ended/)
  expect(story).toMatch(/Not seen\n +how request \S+ ended at orders-\d/)
})

test('every catalog instance killed: the order is accepted with 202 and settled when catalog is back', async () => {
  await using system = await startSystem(EARLY_RECOVERY)
  await stockUp(system.url, 'a', 10)
  for (const name of CATALOGS) system.process(name).kill('SIGKILL')
  await Promise.all(CATALOGS.map((name) => system.process(name).exited))

  const accepted = await place(system.url, [{ sku: 'a', quantity: 3 }])
  expect(accepted.status).toBe(202)
  const { id, status } = accepted.body as Order
  expect(accepted.location).toBe(`/api/orders/${id}`)
  expect(status).toBe('pending')
  const cancelled = (await place(system.url, [{ sku: 'a', quantity: 2 }])).body as Order
  expect(await send('PUT', `${system.url}/api/orders/${cancelled.id}/cancellation`)).toMatchObject({
    status: 202,
    body: { status: 'cancelling' },
  })
  expect(await send('GET', `${system.url}/api/products/a`)).toMatchObject({ status: 503 })

  await Promise.all(CATALOGS.map(system.restart))
  expect(await settledOrder(system.url, id)).toMatchObject({ status: 'confirmed' })
  expect(await settledOrder(system.url, cancelled.id)).toMatchObject({ status: 'cancelled' })
  expect(await available(system.url, 'a')).toBe(7)
})

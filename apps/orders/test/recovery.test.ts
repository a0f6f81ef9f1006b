import { setTimeout as sleep } from 'node:timers/promises'
import { type Events, subscribe } from '@slipway/observe'
import { onBothStores } from '@slipway/testing'
import { expect, onTestFinished, test } from 'vitest'
import { startClock } from './clock.ts'
import { accept, refuse, respondWith, startFakeCatalog, unavailable } from './fake-catalog.ts'
import { startOrders } from './start-orders.ts'

const AFTER = 60_000 // ms, RECOVERY_AFTER_MS of startOrders
const OTHER = '01920000-0000-7000-8000-000000000001'
const timeout = { timeout: 15_000, interval: 10 }

onBothStores('recovery', (freshUrl) => {
  test.each([
    ['confirmed', accept, 201],
    ['rejected', refuse, 409],
  ])('a pending order becomes %s as soon as catalog responds', async (status, respond, code) => {
    const clock = startClock()
    await using catalog = await startFakeCatalog(unavailable)
    await using orders = await startOrders(catalog.url, { STORE_URL: freshUrl() })
    const { body } = await orders.place('key').expect(202)
    for (const [delay, calls] of [
      [AFTER, 2],
      [1_000, 3], // the first backoff
    ] as const) {
      clock.advance(delay)
      await expect.poll(() => catalog.calls.length, timeout).toBe(calls)
      expect(await orders.status(body.id)).toBe('pending')
    }
    catalog.respond = respond
    clock.advance(2_000)
    await expect.poll(() => orders.status(body.id), timeout).toBe(status)
    await orders.place('key').expect(code)
  })

  test('a pending order is settled by another instance with the same store', async () => {
    const clock = startClock()
    const environment = { STORE_URL: freshUrl() }
    await using catalog = await startFakeCatalog(unavailable)
    let id = ''
    {
      await using stopped = await startOrders(catalog.url, environment)
      id = (await stopped.place('key').expect(202)).body.id
    }
    catalog.respond = accept
    await using other = await startOrders(catalog.url, environment)
    clock.advance(AFTER)
    await expect.poll(() => other.status(id), timeout).toBe('confirmed')
  })

  test('two instances that recover at the same time call catalog once for each order', async () => {
    const clock = startClock()
    const environment = { STORE_URL: freshUrl() }
    await using catalog = await startFakeCatalog(unavailable)
    await using one = await startOrders(catalog.url, environment)
    await using _other = await startOrders(catalog.url, environment)
    const placed = await Promise.all(Array.from({ length: 10 }, (_, i) => one.place(`key-${i}`).expect(202)))
    catalog.calls.length = 0
    catalog.respond = accept
    clock.advance(AFTER)
    for (const { body } of placed) await expect.poll(() => one.status(body.id), timeout).toBe('confirmed')
    const recovered = catalog.calls.map(({ orderId }) => orderId)
    expect(recovered.toSorted()).toEqual(placed.map(({ body }) => body.id).toSorted())
  })

  test.each([
    ['404', respondWith(404, {})],
    ['500', respondWith(500, {})],
    ['a decision for another order', respondWith(200, { orderId: OTHER, status: 'released' })],
  ])(
    'an order that fails with %s each time is retried less and less, and reported as stuck once',
    async (_, respond) => {
      const clock = startClock()
      const attempts: Events['recovery'][] = []
      onTestFinished(subscribe('recovery', (event) => attempts.push(event)))
      await using catalog = await startFakeCatalog(respond)
      await using orders = await startOrders(catalog.url, { STORE_URL: freshUrl() })
      const { body } = await orders.place('key').expect(202)
      let calls = 1
      for (const delay of [AFTER, 2_000, 4_000, 8_000, 16_000, 32_000]) {
        clock.advance(delay - 1_000)
        await sleep(100) // five intervals of recovery
        expect(catalog.calls).toHaveLength(calls)
        clock.advance(1_000)
        await expect.poll(() => catalog.calls.length, timeout).toBe(++calls)
        // Published when the order has been postponed; the first call was that of its own request.
        await expect.poll(() => attempts.length, timeout).toBe(calls - 1)
      }
      const stuck = { orderId: body.id, outcome: 'stuck', failures: 5, error: expect.any(Error) }
      expect(attempts.filter(({ outcome }) => outcome !== 'postponed')).toMatchObject([stuck])
      catalog.respond = accept
      clock.advance(300_000)
      await expect.poll(() => orders.status(body.id), timeout).toBe('confirmed')
    },
  )

  test('an unavailable catalog never delays the next attempt by more than 4 s', async () => {
    const clock = startClock()
    await using catalog = await startFakeCatalog(unavailable)
    await using orders = await startOrders(catalog.url, { STORE_URL: freshUrl() })
    const { body } = await orders.place('key').expect(202)
    clock.advance(AFTER)
    for (let calls = 2; calls < 12; calls++) {
      await expect.poll(() => catalog.calls.length, timeout).toBe(calls)
      clock.advance(4_000)
    }
    catalog.respond = accept
    clock.advance(4_000)
    await expect.poll(() => orders.status(body.id), timeout).toBe('confirmed')
  })

  test('a round claims until nothing is due, and orders that fail do not starve the others', async () => {
    const clock = startClock()
    const environment = { STORE_URL: freshUrl() }
    await using catalog = await startFakeCatalog(unavailable)
    const failing = new Set<string>()
    const ids: string[] = []
    {
      await using stopped = await startOrders(catalog.url, environment)
      for (let i = 0; i < 65; i++) ids.push((await stopped.place(`key-${i}`).expect(202)).body.id)
      for (const id of ids.slice(0, 45)) failing.add(id) // due first, more than two batches
    }
    clock.advance(AFTER)
    catalog.respond = (call, response) =>
      (failing.has(call.orderId) ? respondWith(500, {}) : accept)(call, response)
    // Only the round at start: the next one would be in a minute.
    await using other = await startOrders(catalog.url, { ...environment, RECOVERY_INTERVAL_MS: '60000' })
    await expect.poll(() => other.status(ids.at(-1)!), timeout).toBe('confirmed')
    await expect.poll(() => other.open('pending'), timeout).toEqual([...failing].toReversed())
  })

  test('recovery waits an interval between batches while catalog is unavailable', async () => {
    const clock = startClock()
    const environment = { STORE_URL: freshUrl() }
    await using catalog = await startFakeCatalog(unavailable)
    {
      await using stopped = await startOrders(catalog.url, environment)
      for (let i = 0; i < 45; i++) await stopped.place(`key-${i}`).expect(202)
    }
    clock.advance(AFTER)
    catalog.calls.length = 0
    await using _other = await startOrders(catalog.url, { ...environment, RECOVERY_INTERVAL_MS: '60000' })
    await sleep(300)
    expect(new Set(catalog.calls.map(({ orderId }) => orderId)).size).toBeLessThanOrEqual(20)
  })

  test('recovery leaves an order to its own request until RECOVERY_AFTER_MS', async () => {
    const clock = startClock()
    await using catalog = await startFakeCatalog(unavailable)
    await using orders = await startOrders(catalog.url, { STORE_URL: freshUrl() })
    await orders.place('key').expect(202)
    clock.advance(AFTER - 10_000)
    await sleep(200) // ten intervals of recovery
    expect(catalog.calls).toHaveLength(1)
    clock.advance(10_000)
    await expect.poll(() => catalog.calls.length, timeout).toBe(2)
  })
})

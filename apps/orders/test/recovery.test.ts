import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { decide, refuse, send, startFakeCatalog } from './fake-catalog.ts'
import { startOrders } from './start-orders.ts'

const away = send(503, '{}')
const patience = { timeout: 15_000 }

onBothStores('recovery', (freshUrl) => {
  test.each([
    ['confirmed', decide, 201],
    ['rejected', refuse, 409],
  ])('an order left pending is %s once catalog answers', async (status, answer, code) => {
    await using catalog = await startFakeCatalog(away)
    await using orders = await startOrders(catalog.url, {
      STORE_URL: freshUrl(),
      RECOVERY_AFTER_MS: '50',
    })
    const { body } = await orders.place('key').expect(202)
    await expect.poll(() => catalog.calls.length, patience).toBeGreaterThan(2)
    expect(await orders.status(body.id)).toBe('pending')
    catalog.answer = answer
    await expect.poll(() => orders.status(body.id), patience).toBe(status)
    await orders.place('key').expect(code)
  })

  test('an order left pending is settled by another instance on the same store', async () => {
    const environment = { STORE_URL: freshUrl(), RECOVERY_AFTER_MS: '50' }
    await using catalog = await startFakeCatalog(away)
    let id = ''
    {
      await using gone = await startOrders(catalog.url, environment)
      id = (await gone.place('key').expect(202)).body.id
    }
    catalog.answer = decide
    await using other = await startOrders(catalog.url, environment)
    await expect.poll(() => other.status(id), patience).toBe('confirmed')
  })

  test('two instances that recover at the same time ask once for each order', async () => {
    const environment = { STORE_URL: freshUrl(), RECOVERY_AFTER_MS: '1500' }
    await using catalog = await startFakeCatalog(away)
    await using one = await startOrders(catalog.url, environment)
    await using _other = await startOrders(catalog.url, environment)
    const placed = await Promise.all(Array.from({ length: 10 }, (_, i) => one.place(`key-${i}`).expect(202)))
    catalog.calls.length = 0
    catalog.answer = decide
    for (const { body } of placed) await expect.poll(() => one.status(body.id), patience).toBe('confirmed')
    const asked = catalog.calls.map(({ orderId }) => orderId)
    expect(asked.toSorted()).toEqual(placed.map(({ body }) => body.id).toSorted())
  })

  test('an order is left to its own request until its time has come', async () => {
    await using catalog = await startFakeCatalog(away)
    await using orders = await startOrders(catalog.url, {
      STORE_URL: freshUrl(),
      RECOVERY_AFTER_MS: '1500',
    })
    const placedAt = Date.now()
    await orders.place('key').expect(202)
    await expect.poll(() => catalog.calls.length, patience).toBe(2)
    expect(Date.now() - placedAt).toBeGreaterThanOrEqual(1_500)
  })
})

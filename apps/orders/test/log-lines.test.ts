import { recordedLog } from '@slipway/testing'
import { expect, test } from 'vitest'
import { startFakeCatalog } from './fake-catalog.ts'
import { startOrders } from './start-orders.ts'

/** The orders service, and the lines of its requests. */
async function startLogged(catalogUrl: string) {
  const { logger, records } = recordedLog()
  const orders = await startOrders(catalogUrl, {}, logger)
  const requests = () => records().filter(({ msg }) => msg === 'request')
  return { orders, requests }
}

test("each request of an order has the order's id and status in its line", async () => {
  await using catalog = await startFakeCatalog()
  const { orders, requests } = await startLogged(catalog.url)
  await using _ = orders
  const { body } = await orders.place('key').expect(201)
  await orders.place('key').expect(201)
  await orders.api.get(`/api/orders/${body.id}`).expect(200)
  await orders.cancel(body.id).expect(200)
  const about = { orderId: body.id, orderStatus: 'confirmed' }
  await expect.poll(() => requests()).toHaveLength(4)
  expect(requests()).toMatchObject([
    about,
    { ...about, repeated: true },
    about,
    { orderId: body.id, orderStatus: 'cancelled' },
  ])
  expect(requests()[0]).not.toHaveProperty('repeated')
})

test('a key that is used again for another order: the line names the order that has the key', async () => {
  await using catalog = await startFakeCatalog()
  const { orders, requests } = await startLogged(catalog.url)
  await using _ = orders
  const { body } = await orders.place('key').expect(201)
  await orders.place('key', { lines: [{ sku: 'other', quantity: 1 }] }).expect(422)
  await expect.poll(() => requests()).toHaveLength(2)
  expect(requests()[1]).toMatchObject({ status: 422, orderId: body.id })
})

import { onBothStores } from '@slipway/testing'
import type { Response } from 'supertest'
import { expect, test } from 'vitest'
import { accept, startFakeCatalog, unavailable } from './fake-catalog.ts'
import { startOrders } from './start-orders.ts'

test('following nextCursor returns every order once, newest first, and ends', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const placed: string[] = []
  for (let i = 0; i < 5; i++) placed.push((await orders.place(`key-${i}`).expect(201)).body.id)
  const seen: string[] = []
  let query: Record<string, string> | undefined = { limit: '2' }
  while (query) {
    const { body }: Response = await orders.api.get('/api/orders').query(query).expect(200)
    seen.push(...body.items.map(({ id }: { id: string }) => id))
    query = body.nextCursor === null ? undefined : { limit: '2', cursor: body.nextCursor }
  }
  expect(seen).toEqual(placed.toReversed())
})

onBothStores('open orders', (freshUrl) => {
  test('are listed by their status, newest first, page by page, until they are settled', async () => {
    await using catalog = await startFakeCatalog(unavailable)
    await using orders = await startOrders(catalog.url, { STORE_URL: freshUrl() })
    const placed: string[] = []
    for (let i = 0; i < 5; i++) placed.push((await orders.place(`key-${i}`).expect(202)).body.id)
    expect(await orders.open('pending')).toEqual(placed.toReversed())
    const first = await orders.api.get('/api/orders?status=pending&limit=3').expect(200)
    const { nextCursor: cursor } = first.body
    const second = await orders.api.get('/api/orders').query({ status: 'pending', limit: 3, cursor })
    expect([first, second].flatMap(({ body }) => body.items.map(({ id }: { id: string }) => id))).toEqual(
      placed.toReversed(),
    )
    expect(second.body.nextCursor).toBeNull()

    await orders.cancel(placed[1]!).expect(202)
    expect(await orders.open('cancelling')).toEqual([placed[1]])
    expect(await orders.open('pending')).toEqual([placed[4], placed[3], placed[2], placed[0]])
    catalog.respond = accept
    for (let i = 0; i < 5; i++) await orders.place(`key-${i}`).expect(201)
    expect([await orders.open('pending'), await orders.open('cancelling')]).toEqual([[], []])
  })
})

test('an order of fifty lines of 1,000 pieces, with the longest key, is accepted', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const lines = Array.from({ length: 50 }, (_, i) => ({ sku: `sku-${i}`, quantity: 1_000 }))
  const { body } = await orders.place('~'.repeat(255), { lines }).expect(201)
  expect(body.total).toEqual({ amount: 7_500_000, currency: 'EUR' })
})

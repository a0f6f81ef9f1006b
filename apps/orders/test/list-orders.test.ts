import type { Response } from 'supertest'
import { expect, test } from 'vitest'
import { startFakeCatalog } from './fake-catalog.ts'
import { startOrders } from './start-orders.ts'

test('a walk through the pages meets every order once, newest first, and ends', async () => {
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

test('fifty lines of 1,000 pieces at the highest keys and counts are accepted', async () => {
  await using catalog = await startFakeCatalog()
  await using orders = await startOrders(catalog.url)
  const lines = Array.from({ length: 50 }, (_, i) => ({ sku: `sku-${i}`, quantity: 1_000 }))
  const { body } = await orders.place('~'.repeat(255), { lines }).expect(201)
  expect(body.total).toEqual({ amount: 7_500_000, currency: 'EUR' })
})

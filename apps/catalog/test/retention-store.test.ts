import { randomUUIDv7 } from 'node:crypto'
import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { open, stockOf } from './open.ts'
import { storeDecision, storedDecisions } from './raw.ts'

const DAY = 24 * 60 * 60 * 1_000
const NOW = 1_800_000_000_000
const oar = [{ sku: 'oar', quantity: 2 }]
const tooMany = [{ sku: 'oar', quantity: 11 }]
const stocked = [{ sku: 'oar', name: 'Oar', amount: 100, stock: 10 }]

/** The id that an order would have got at this time. */
function orderIdAt(time: number): string {
  const hex = time.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}${randomUUIDv7().slice(13)}`
}

onBothStores('decisions', (freshUrl) => {
  test.each(['refused', 'released'])(
    '%s: deleted after 7 days, and a late repeat takes nothing',
    async (status) => {
      const url = freshUrl()
      await using stores = await open(url, stocked)
      const { reservations } = stores
      const id = orderIdAt(NOW)
      if (status === 'released') await reservations.release(id, NOW)
      const decided = await reservations.reserve(id, tooMany, 'EUR', NOW)
      expect(decided.status).toBe(status)
      await stores.restocks.restock({ sku: 'oar', quantity: 90, key: 'key', fingerprint: '', now: NOW })
      expect(await reservations.reserve(id, tooMany, 'EUR', NOW + 7 * DAY - 1)).toEqual(decided)
      const other = orderIdAt(NOW + 7 * DAY)
      await reservations.reserve(other, oar, 'EUR', NOW + 7 * DAY)
      expect(Object.keys(await storedDecisions(url))).toEqual([other])
      expect(await reservations.reserve(id, tooMany, 'EUR', NOW + 7 * DAY)).toMatchObject({
        status: 'released',
      })
      expect(await stockOf(stores)).toEqual({ oar: 98 })
    },
  )

  test('the first reservation of an order that is older than 6 days takes nothing', async () => {
    await using stores = await open(freshUrl(), stocked)
    const [old, young] = [orderIdAt(NOW - 6 * DAY - 1), orderIdAt(NOW - 6 * DAY)]
    expect(await stores.reservations.reserve(old, oar, 'EUR', NOW)).toEqual({
      orderId: old,
      status: 'released',
    })
    expect(await stockOf(stores)).toEqual({ oar: 10 })
    expect((await stores.reservations.reserve(young, oar, 'EUR', NOW)).status).toBe('reserved')
  })

  test('reserved: kept for RETENTION_DAYS and 7 days after the last request; then the pieces stay sold', async () => {
    const url = freshUrl()
    await using stores = await open(url, stocked)
    const { reservations } = stores
    const [id, repeated, cancelled] = [orderIdAt(NOW), orderIdAt(NOW), orderIdAt(NOW)]
    for (const one of [id, repeated, cancelled]) await reservations.reserve(one, oar, 'EUR', NOW)
    expect((await reservations.reserve(repeated, oar, 'EUR', NOW + 30 * DAY)).status).toBe('reserved')
    const beforeEnd = NOW + 37 * DAY - 1
    await reservations.reserve(orderIdAt(beforeEnd), tooMany, 'EUR', beforeEnd)
    expect(Object.keys(await storedDecisions(url))).toContain(id)
    expect(await reservations.release(cancelled, beforeEnd)).toMatchObject({ lines: oar })
    expect(await stockOf(stores)).toEqual({ oar: 6 })

    const end = NOW + 37 * DAY
    await reservations.reserve(orderIdAt(end), tooMany, 'EUR', end)
    const ids = Object.keys(await storedDecisions(url))
    expect([ids.includes(id), ids.includes(repeated), ids.includes(cancelled)]).toEqual([false, true, true])
    expect((await reservations.reserve(id, oar, 'EUR', end)).status).toBe('released')
    expect(await stockOf(stores)).toEqual({ oar: 6 })
  })

  test('with RETENTION_DAYS=0 a reservation is never deleted', async () => {
    const url = freshUrl()
    await using stores = await open(url, stocked, 0)
    const id = orderIdAt(NOW)
    await stores.reservations.reserve(id, oar, 'EUR', NOW)
    const later = NOW + 10_000 * DAY
    await stores.reservations.reserve(orderIdAt(later), oar, 'EUR', later)
    expect(await stores.reservations.release(id, later)).toMatchObject({ status: 'released', lines: oar })
  })

  test('a changed RETENTION_DAYS holds for the reservations that exist already', async () => {
    const url = freshUrl()
    const [id, other] = [orderIdAt(NOW), orderIdAt(NOW)]
    {
      await using stores = await open(url, stocked, 1)
      for (const one of [id, other]) await stores.reservations.reserve(one, oar, 'EUR', NOW)
    }
    const later = NOW + 36 * DAY
    await using raised = await open(url, [], 30)
    await raised.reservations.reserve(orderIdAt(later), tooMany, 'EUR', later)
    expect(await raised.reservations.release(id, later)).toMatchObject({ status: 'released', lines: oar })
    await using lowered = await open(url, [], 28)
    await lowered.reservations.reserve(orderIdAt(later), tooMany, 'EUR', later)
    expect(Object.keys(await storedDecisions(url))).not.toContain(other)
  })

  test('each reservation deletes ten expired decisions, so that they do not accumulate', async () => {
    const url = freshUrl()
    await using stores = await open(url, stocked)
    for (let i = 0; i < 25; i++) await stores.reservations.reserve(orderIdAt(NOW), tooMany, 'EUR', NOW)
    const counts: number[] = []
    for (let i = 0; i < 3; i++) {
      await stores.reservations.reserve(orderIdAt(NOW + 7 * DAY), tooMany, 'EUR', NOW + 7 * DAY)
      counts.push(Object.keys(await storedDecisions(url)).length)
    }
    expect(counts).toEqual([16, 7, 3])
  })

  test('a refusal is stored without a text, and each SKU once', async () => {
    const url = freshUrl()
    await using stores = await open(url, stocked)
    const skus = Array.from({ length: 49 }, (_, i) => `${i}-`.padEnd(64, 'x'))
    const lines = [...tooMany, ...skus.map((sku) => ({ sku, quantity: 3 }))]
    const id = orderIdAt(NOW)
    const refused = await stores.reservations.reserve(id, lines, 'EUR', NOW)
    expect(refused).toMatchObject({
      lines,
      missing: [
        { sku: 'oar', requested: 11, available: 10, reason: 'out-of-stock' },
        ...skus.map((sku) => ({ sku, requested: 3, available: 0, reason: 'unknown-sku' })),
      ],
    })
    expect(await stores.reservations.reserve(id, lines, 'EUR', NOW)).toEqual(refused)
    expect(await stores.reservations.release(id, NOW)).toEqual(refused)
    const stored = (await storedDecisions(url))[id]!
    expect([stored.split(skus[0]!).length - 1, stored.includes('unknown')]).toEqual([1, false])
    expect(stored.length).toBeLessThan(6_000)
  })

  test('decisions that earlier versions stored are repeated, released and kept', async () => {
    const url = freshUrl()
    await using stores = await open(url, stocked)
    const [reservedId, refusedId] = [orderIdAt(NOW - 90 * DAY), orderIdAt(NOW - 90 * DAY)]
    const unitPrice = { amount: 100, currency: 'EUR' }
    const lines = oar.map((line) => ({ ...line, unitPrice }))
    const reserved = { orderId: reservedId, status: 'reserved', lines }
    const missing = [{ sku: 'oar', requested: 11, available: 10, reason: 'out-of-stock' }]
    const refused = { orderId: refusedId, status: 'refused', lines: tooMany, missing }
    await storeDecision(url, reservedId, reserved)
    await storeDecision(url, refusedId, refused)
    expect(await stores.reservations.reserve(refusedId, tooMany, 'EUR', NOW)).toEqual(refused)
    expect(await stores.reservations.reserve(reservedId, oar, 'EUR', NOW)).toEqual(reserved)
    expect(await stores.reservations.release(reservedId, NOW)).toMatchObject({ status: 'released' })
    expect(await stockOf(stores)).toEqual({ oar: 12 })
  })
})

import { type OpenOrders, publish } from '@slipway/observe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Scraped, startScraped } from './scrape.ts'

const ORDERS: OpenOrders = { pending: 1, cancelling: 0, stuck: 0, oldestPending: undefined }
const NAMES = ['slipway_open_orders', 'slipway_oldest_pending_order_age_seconds', 'slipway_stuck_orders']
const samples = (text: string) =>
  NAMES.map((name) => text.split('\n').filter((line) => line.startsWith(`${name}{`)).length)

test('ten scrapes at once and ten more are one query', async () => {
  let queries = 0
  await using app = await startScraped(async () => {
    queries++
    return ORDERS
  })
  await Promise.all(Array.from({ length: 10 }, () => app.scrape()))
  for (let i = 0; i < 10; i++) await app.scrape()
  expect(queries).toBe(1)
})

test('without an open order the oldest is 0 seconds old', async () => {
  await using app = await startScraped(async () => ORDERS)
  expect(await app.value('slipway_oldest_pending_order_age_seconds{}')).toBe(0)
})

test('while the store is unavailable these metrics are missing, and the others are there', async () => {
  await using app = await startScraped(async () => Promise.reject(new Error('Connection is closed.')))
  const response = await fetch(app.url)
  expect(response.status).toBe(200)
  const text = await response.text()
  expect(samples(text)).toEqual([0, 0, 0])
  expect(text).toContain('slipway_requests_in_flight{')
})

test('a service without orders has none of these metrics', async () => {
  await using app = await startScraped()
  expect(await app.scrape()).not.toMatch(/orders_total|open_orders|recoveries/)
})

describe('a service with orders', () => {
  let app: Scraped
  beforeAll(async () => {
    app = await startScraped(async () => ({
      pending: 4,
      cancelling: 1,
      stuck: 2,
      oldestPending: Date.now() - 60_000,
    }))
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const order = { orderId: 'o', requestId: 'r' }
  test.each([
    [
      'slipway_orders_total{status="confirmed"}',
      () => publish('order', { ...order, status: 'confirmed', was: 'pending' }),
    ],
    ['slipway_repeated_orders_total{}', () => publish('order-repeated', { ...order, status: 'confirmed' })],
    [
      'slipway_recoveries_total{outcome="stuck"}',
      () => publish('recovery', { ...order, was: 'pending', outcome: 'stuck' }),
    ],
  ])('%s begins at zero and counts each', async (sample, cause) => {
    expect(await app.value(sample)).toBe(0)
    cause()
    expect(await app.value(sample)).toBe(1)
  })

  test.each([
    ['slipway_open_orders{status="pending"}', 4],
    ['slipway_open_orders{status="cancelling"}', 1],
    ['slipway_stuck_orders{}', 2],
  ])('%s is %d', async (sample, value) => {
    expect(await app.value(sample)).toBe(value)
  })

  test('the age of the oldest pending order grows', async () => {
    const age = await app.value('slipway_oldest_pending_order_age_seconds{}')
    expect(age).toBeGreaterThanOrEqual(60)
    expect(age).toBeLessThan(120)
  })
})

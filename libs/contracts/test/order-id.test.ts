import { randomUUIDv7 } from 'node:crypto'
import { expect, test } from 'vitest'
import { orderIdPrefix, orderTime } from '../src/index.ts'

test('an order id gives the time of its creation, in ms', () => {
  expect(orderTime('0190c9d4-7d5c-7abc-8000-0123456789ab')).toBe(0x0190c9d47d5c)
  const before = Date.now()
  const time = orderTime(randomUUIDv7())
  expect(time).toBeGreaterThanOrEqual(before)
  expect(time).toBeLessThanOrEqual(Date.now())
})

test('the prefix of a time sorts after the ids of earlier orders and before all others', () => {
  const prefix = orderIdPrefix(0x0190c9d47d5c)
  expect('0190c9d4-7d5b-7fff-bfff-ffffffffffff' < prefix).toBe(true)
  expect(prefix < '0190c9d4-7d5c-7000-8000-000000000000').toBe(true)
})

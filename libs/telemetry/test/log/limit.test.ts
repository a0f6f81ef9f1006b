import { expect, test } from 'vitest'
import { createLimit } from '../../src/log/limit.ts'

test('ten lines a second, and the next one says how many were left out', () => {
  let now = 5_000
  const limit = createLimit(() => now)
  const allowed = () => Array.from({ length: 25 }, () => limit.allows()).filter(Boolean).length
  expect(allowed()).toBe(10)
  now += 1_000
  expect(limit.allows()).toBe(true)
  expect(limit.skipped()).toEqual({ skipped: 15 })
  expect(limit.skipped()).toEqual({})
})

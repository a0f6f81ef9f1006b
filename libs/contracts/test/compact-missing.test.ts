import { expect, test } from 'vitest'
import { compactMissing, expandMissing, type MissingLine } from '../src/index.ts'

const lines = ['a', 'b', 'c'].map((sku) => ({ sku, quantity: 5 }))
const missing: MissingLine[] = [
  { sku: 'a', requested: 5, available: 0, reason: 'unknown-sku' },
  { sku: 'c', requested: 5, available: 0, reason: 'out-of-stock' },
]

test('missing lines are stored as index and pieces, and read in full', () => {
  const stored = compactMissing(lines, missing)
  expect(stored).toEqual([
    [0, -1],
    [2, 0],
  ])
  expect(expandMissing(lines, stored)).toEqual(missing)
})

test('missing lines that are stored in full are read as they are', () => {
  expect(expandMissing(lines, missing)).toEqual(missing)
})

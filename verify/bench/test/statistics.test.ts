import { expect, test } from 'vitest'
import { rotated, round, summarise } from '../src/statistics.ts'

test.each([
  [[3, 1, 2], { median: 2, min: 1, max: 3 }],
  [[4, 1, 3, 2], { median: 2.5, min: 1, max: 4 }],
  [[7], { median: 7, min: 7, max: 7 }],
  [[10, 9, 100], { median: 10, min: 9, max: 100 }], // as numbers, not as text
])('summarise %j', (values, summary) => {
  expect(summarise(values)).toEqual(summary)
})

test('no values have no summary', () => {
  expect(() => summarise([])).toThrow('no values')
})

test.each([
  [0.123456, 0.123],
  [12.3456, 12.3],
  [12345.6, 12346],
  [-1.2345, -1.23],
  [0, 0],
])('round(%d) is %d', (value, rounded) => {
  expect(round(value)).toBe(rounded)
})

test('in as many rounds as there are entrants, each goes first once', () => {
  const orders = [0, 1, 2, 3].map((round) => rotated(['a', 'b', 'c'], round).join(''))
  expect(orders).toEqual(['abc', 'bca', 'cab', 'abc'])
})

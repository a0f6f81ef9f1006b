import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { NewOrder, repeatedLine } from '../src/index.ts'

const lines = (...skus: string[]) => skus.map((sku) => ({ sku, quantity: 1 }))
const distinct = (count: number) => lines(...Array.from({ length: count }, (_, i) => `sku-${i}`))

test.each([
  ['no line', [], -1],
  ['one line', ['tea'], -1],
  ['different SKUs', ['tea', 'coffee', 'milk'], -1],
  ['SKUs that differ in case', ['tea', 'TEA'], -1],
  ['the same SKU twice', ['tea', 'tea'], 1],
  ['a repeat at the end', ['tea', 'coffee', 'tea'], 2],
  ['two repeats', ['tea', 'coffee', 'coffee', 'tea'], 2],
])('of %s the first repeated line is found', (_name, skus, index) => {
  expect(repeatedLine(lines(...skus))).toBe(index)
})

test('lines of different quantities repeat a SKU all the same', () => {
  expect(
    repeatedLine([
      { sku: 'tea', quantity: 1 },
      { sku: 'tea', quantity: 2 },
    ]),
  ).toBe(1)
})

test.each([
  ['no line', { lines: [] }, false],
  ['one line', { lines: distinct(1) }, true],
  ['50 lines', { lines: distinct(50) }, true],
  ['51 lines', { lines: distinct(51) }, false],
  ['no lines field', {}, false],
  ['an unknown field', { lines: distinct(1), note: 'x' }, false],
  ['an unknown field in a line', { lines: [{ sku: 'tea', quantity: 1, price: 1 }] }, false],
  ['a line without a quantity', { lines: [{ sku: 'tea' }] }, false],
])('an order of %s: %j is valid: %s', (_name, order, valid) => {
  expect(Value.Check(NewOrder, order)).toBe(valid)
})

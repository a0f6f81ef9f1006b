import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { NewOrder, repeatedLine } from '../src/index.ts'

const lines = (...skus: string[]) => skus.map((sku) => ({ sku, quantity: 1 }))
const distinct = (count: number) => lines(...Array.from({ length: count }, (_, i) => `sku-${i}`))

test.each([
  ['no lines', [], -1],
  ['one line', ['tea'], -1],
  ['different SKUs', ['tea', 'coffee', 'milk'], -1],
  ['SKUs that differ in case', ['tea', 'TEA'], -1],
  ['the same SKU twice', ['tea', 'tea'], 1],
  ['a repeat at the end', ['tea', 'coffee', 'tea'], 2],
  ['two repeats', ['tea', 'coffee', 'coffee', 'tea'], 2],
])('the first repeated line of %s: $2', (_name, skus, index) => {
  expect(repeatedLine(lines(...skus))).toBe(index)
})

test('lines with different quantities can repeat a SKU', () => {
  expect(
    repeatedLine([
      { sku: 'tea', quantity: 1 },
      { sku: 'tea', quantity: 2 },
    ]),
  ).toBe(1)
})

test.each([
  ['no lines', { lines: [] }, false],
  ['one line', { lines: distinct(1) }, true],
  ['50 lines', { lines: distinct(50) }, true],
  ['51 lines', { lines: distinct(51) }, false],
  ['a missing field', {}, false],
  ['an unknown field', { lines: distinct(1), note: 'x' }, false],
  ['an unknown field in a line', { lines: [{ sku: 'tea', quantity: 1, price: 1 }] }, false],
  ['a line without a quantity', { lines: [{ sku: 'tea' }] }, false],
])('an order with %s: valid is $2', (_name, order, valid) => {
  expect(Value.Check(NewOrder, order)).toBe(valid)
})

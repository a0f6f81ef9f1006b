import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import {
  Amount,
  Currency,
  OrderId,
  ProductChange,
  Quantity,
  Restock,
  Sku,
  Total,
  Uuid,
} from '../src/index.ts'

const ORDER_ID = '0190c9d4-7d5c-7abc-8000-0123456789ab'

const VALID: [string, TSchema, unknown[]][] = [
  ['SKU', Sku, ['a', 'Z', '0', 'coffee-beans_1.5kg', 'x'.repeat(64), 'CON', '0-']],
  ['quantity', Quantity, [1, 2, 1_000]],
  ['amount', Amount, [0, 1, 1_000_000_000]],
  ['currency', Currency, ['EUR', 'CHF']],
  ['order id', OrderId, [ORDER_ID]],
  ['UUID', Uuid, [ORDER_ID, ORDER_ID.replace('-7abc', '-4abc'), '00000000-0000-0000-0000-000000000000']],
  ['total', Total, [{ amount: 50 * 1_000 * 1_000_000_000, currency: 'EUR' }]],
  ['restock', Restock, [{ quantity: 1 }, { quantity: 1_000 }]],
  [
    'product change',
    ProductChange,
    [
      { name: 'Tea', price: { amount: 1 } },
      { name: 'x'.repeat(200), price: { amount: 0, currency: 'EUR' } },
    ],
  ],
]

const INVALID: [string, TSchema, unknown[]][] = [
  ['SKU', Sku, ['', ' ', '-a', '.a', '_a', 'a b', 'a/b', 'a%', 'té', 'a\n', 'x'.repeat(65), 1, null]],
  ['quantity', Quantity, [0, -1, 1.5, 1_001, 1e9, '1', null, Number.NaN, Number.POSITIVE_INFINITY]],
  ['amount', Amount, [-1, 0.5, 1_000_000_001, '1', null]],
  ['currency', Currency, ['', 'eur', 'EURO', 'EU', 'EUR\n', 978]],
  [
    'order id',
    OrderId,
    [
      '',
      ORDER_ID.replace('-7abc', '-4abc'),
      ORDER_ID.toUpperCase(),
      `${ORDER_ID}0`,
      `${ORDER_ID}\n`,
      ORDER_ID.slice(1),
    ],
  ],
  ['UUID', Uuid, ['', ORDER_ID.toUpperCase(), `${ORDER_ID}0`, `${ORDER_ID}\n`, ORDER_ID.replaceAll('-', '')]],
  ['total', Total, [{ amount: -1, currency: 'EUR' }, { amount: 1 }]],
  ['restock', Restock, [{}, { quantity: 0 }, { quantity: 1, sku: 'tea' }]],
  [
    'product change',
    ProductChange,
    [
      { name: '', price: { amount: 1 } },
      { name: ' \t', price: { amount: 1 } },
      { name: 'x'.repeat(201), price: { amount: 1 } },
      { name: 'Tea' },
      { name: 'Tea', price: 1 },
      { name: 'Tea', price: { amount: 1, vat: 2 } },
      { name: 'Tea', price: { amount: 1 }, available: 5 },
    ],
  ],
]

const each = (table: typeof VALID) =>
  table.flatMap(([name, schema, values]) => values.map((value) => [name, value, schema] as const))

test.each(each(VALID))('%s: %j is valid', (_name, value, schema) => {
  expect(Value.Check(schema, value)).toBe(true)
})

test.each(each(INVALID))('%s: %j is invalid', (_name, value, schema) => {
  expect(Value.Check(schema, value)).toBe(false)
})

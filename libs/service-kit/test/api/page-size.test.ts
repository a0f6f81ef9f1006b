import { expect, test } from 'vitest'
import { limitPage } from '../../src/api/page-size.ts'

const item = (kib: number) => 'x'.repeat(kib * 1024 - 2) // and two quotes

test('a small page stays as it is', () => {
  const items = [item(1), item(2)]
  expect(limitPage(items, false)).toEqual({ items, more: false })
  expect(limitPage(items, true)).toEqual({ items, more: true })
})

test('a page ends before the item that would make it larger than 64 KiB', () => {
  const items = [item(32), item(32), item(1)]
  expect(limitPage(items, false)).toEqual({ items: items.slice(0, 2), more: true })
})

test('a page has at least one item, so that the list can be read to its end', () => {
  const items = [item(100), item(1)]
  expect(limitPage(items, false)).toEqual({ items: items.slice(0, 1), more: true })
})

import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { PageQuery, settingName } from '../src/index.ts'

test.each([{ limit: 1 }, { limit: 100 }, { limit: 20, cursor: 'x'.repeat(200) }, {}])(
  '%j is valid',
  (query) => expect(Value.Check(PageQuery, query)).toBe(true),
)

test.each([{ limit: 0 }, { limit: 101 }, { limit: 1.5 }, { cursor: 'x'.repeat(201) }, { page: 2 }])(
  '%j is invalid',
  (query) => expect(Value.Check(PageQuery, query)).toBe(false),
)

test('a setting about a service begins with its name, in capitals', () => {
  expect(settingName('item-history', 'URL')).toBe('ITEM_HISTORY_URL')
})

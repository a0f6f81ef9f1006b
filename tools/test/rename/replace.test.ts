import { expect, test } from 'vitest'
import type { Identity } from '../../src/rename/identity.ts'
import { replacer } from '../../src/rename/replace.ts'

const APPS = ['items', 'notes']
const wharf: Identity = { name: 'wharf', title: 'Wharf', domain: 'wharf.example' }
const tide: Identity = { name: 'tide-table', title: 'Tide Tables of Today', domain: 'tides.example.org' }

/** Each place of a name, with the form that it needs there. */
const PLACES: [what: string, before: string, after: string][] = [
  ['a package', '"@wharf/store": "*"', '"@tide-table/store": "*"'],
  ['an image', 'localhost:5000/wharf/items:dev', 'localhost:5000/tide-table/items:dev'],
  ['a namespace', 'system:serviceaccount:wharf:items', 'system:serviceaccount:tide-table:items'],
  ['a host', 'http://gateway.wharf', 'http://gateway.tide-table'],
  ['a label', 'wharf.test/run', 'tide-table.test/run'],
  ['a header', 'Via: 1.1 wharf', 'Via: 1.1 tide-table'],
  ['a variable', '$WHARF_NODE', '$TIDE_TABLE_NODE'],
  ['a metric', 'wharf_open_notes', 'tide_table_open_notes'],
  ['a metric that begins as an app', 'wharf_notes_total', 'tide_table_notes_total'],
  ['a service in Swarm', 'service update wharf_notes', 'service update tide-table_notes'],
  ['a recording rule', 'wharf:late:ratio_rate5m > 1', 'tide_table:late:ratio_rate5m > 1'],
  ['an attribute of a span', "'wharf.order_id'", "'tide_table.order_id'"],
  ['an alert', 'WharfStuckNotes', 'TideTableStuckNotes'],
  ['a problem type', 'tag:wharf.example,2026:late', 'tag:tides.example.org,2026:late'],
  ['an address', 'ada@wharf.example', 'ada@tides.example.org'],
  ['a title', '# Wharf, live', '# Tide Tables of Today, live'],
]

test.each(PLACES)('%s', (_, before, after) => {
  expect(replacer(wharf, tide, APPS)(before)).toBe(after)
  expect(replacer(tide, wharf, APPS)(after)).toBe(before) // the next rename
})

test.each(['wharfage', 'Wharfinger', 'dewharf', 'wharf2', 'WHARFS'])('%s is another word', (text) => {
  expect(replacer(wharf, tide, APPS)(text)).toBe(text)
})

test('what was replaced is not replaced again', () => {
  const nested: Identity = { name: 'quay', title: 'The Wharf', domain: 'wharf.quay.example' }
  expect(replacer(wharf, nested, APPS)('Wharf wharf wharf.example')).toBe('The Wharf quay wharf.quay.example')
})

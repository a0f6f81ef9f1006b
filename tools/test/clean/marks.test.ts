import { expect, test } from 'vitest'
import { withoutMarked } from '../../src/clean/marks.ts'

const lines = (...text: string[]) => `${text.join('\n')}\n`

test('marked lines and blocks go, in TypeScript, YAML and Markdown', () => {
  const text = lines(
    'keep(1)',
    'remove() // start-clean removes this line',
    'yaml: 1 # start-clean removes this line',
    'A sentence. <!-- start-clean removes this line -->',
    '  # start-clean removes from here',
    '  remove: all',
    '  # to here',
    '<!-- start-clean removes from here -->',
    'Two',
    'lines.',
    '<!-- to here -->',
    'keep(2)',
  )
  expect(withoutMarked(text)).toBe(lines('keep(1)', 'keep(2)'))
})

test('where a paragraph was, there is one empty line', () => {
  const text = lines(
    'Above.',
    '',
    '<!-- start-clean removes from here -->',
    'x',
    '<!-- to here -->',
    '',
    'Below.',
  )
  expect(withoutMarked(text)).toBe(lines('Above.', '', 'Below.'))
})

test('a block without an end is an error: it would remove the rest of the file', () => {
  expect(() => withoutMarked('// start-clean removes from here\nrest\n')).toThrow('has no end')
})

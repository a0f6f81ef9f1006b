import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@slipway/testing'
import { ROOT } from '@slipway/tools'
import { expect, test } from 'vitest'
import { readTable, writeTable } from '../src/output/readme.ts'
import { PARTS, type PartName } from '../src/parts/index.ts'

const FOLDER = join(ROOT, 'docs/performance')
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8')

test.each(Object.keys(PARTS) as PartName[])(
  'what docs/performance says of %s is what was measured',
  (name) => {
    const report = JSON.parse(read(`${name}.json`))
    expect(readTable(read('README.md'), name)).toBe(PARTS[name].table(report))
    expect(read(`${name}.svg`)).toBe(PARTS[name].chart(report))
    expect(read('README.md')).toContain(`](${name}.svg)`)
  },
)

test('a table is put between its markers, and nothing else changes', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'README.md')
  const text = (table: string) => `before\n<!-- start: generated -->\n${table}\n<!-- /start -->\nafter\n`
  writeFileSync(file, text('old'))
  writeTable(folder.path, 'start', '| $& | new |')
  expect(readFileSync(file, 'utf8')).toBe(text('| $& | new |'))
  expect(() => writeTable(folder.path, 'orders', 'x')).toThrow('no place for the table of "orders"')
})

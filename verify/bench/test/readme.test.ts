import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { readTable, writeTable } from '../src/output/readme.ts'
import { PARTS, type PartName } from '../src/parts/index.ts'

const FOLDER = join(ROOT, 'docs/performance')
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8')

const measured = (name: PartName) => existsSync(join(FOLDER, `${name}.json`))
const names = Object.keys(PARTS) as PartName[]

// A copy that was renamed has no results until it measures its own.
test.each(names.filter(measured))(
  'the table and the chart of %s in docs/performance are those of its JSON file',
  (name) => {
    const report = JSON.parse(read(`${name}.json`))
    expect(readTable(read('README.md'), name)).toBe(PARTS[name].table(report))
    expect(read(`${name}.svg`)).toBe(PARTS[name].chart(report))
    expect(read('README.md')).toContain(`](${name}.svg)`)
  },
)

test.each(names.filter((name) => !measured(name)))('there is a place for the results of %s', (name) => {
  using folder = temporaryFolder()
  const page = join(folder.path, 'README.md')
  cpSync(join(FOLDER, 'README.md'), page)
  writeTable(page, name, 'x')
  expect(readTable(readFileSync(page, 'utf8'), name)).toBe('x')
  expect(existsSync(join(FOLDER, `${name}.svg`))).toBe(false)
  expect(read('README.md')).toContain(`](${name}.svg)`)
})

test('a table is written between its markers, and nothing else changes', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'README.md')
  const text = (table: string) => `before\n<!-- start: generated -->\n${table}\n<!-- /start -->\nafter\n`
  writeFileSync(file, text('old'))
  writeTable(file, 'start', '| $& | new |')
  expect(readFileSync(file, 'utf8')).toBe(text('| $& | new |'))
  expect(() => writeTable(file, 'orders', 'x')).toThrow('the markers for the table of "orders" are missing')
})

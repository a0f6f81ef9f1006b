import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTable } from '@slipway/bench'
import { ROOT } from '@slipway/services'
import { expect, test } from 'vitest'
import { claimsTable, place } from '../src/output/claims.ts'
import { isKept, type Measurement } from '../src/part.ts'
import { PARTS, type PartName } from '../src/parts/index.ts'

const FOLDER = join(ROOT, 'docs/evaluation')
const page = readFileSync(join(ROOT, 'docs/evaluation.md'), 'utf8')
const names = Object.keys(PARTS) as PartName[]
const file = (name: PartName) => join(FOLDER, `${name}.json`)
// A copy that was renamed has no results until it measures its own.
const measured = names.filter((name) => existsSync(file(name)))
const read = (name: PartName) => JSON.parse(readFileSync(file(name), 'utf8')) as Measurement

test.each(names)(
  'there is a place for the results of %s, with a heading that the promises link to',
  (name) => {
    expect(page).toMatch(new RegExp(`^## ${name}$`, 'im'))
    expect(() => readTable(page, name)).not.toThrow()
  },
)

test.each(measured)('the tables and charts of %s are those of its JSON file', (name) => {
  const measurement = read(name)
  const { text, charts } = PARTS[name]
  expect(readTable(page, name)).toBe(`${place(measurement)}\n\n${text(measurement.report)}`)
  for (const [chart, svg] of Object.entries(charts(measurement.report))) {
    expect(readFileSync(join(FOLDER, `${chart}.svg`), 'utf8')).toBe(svg)
    expect(page).toContain(`](evaluation/${chart}.svg)`)
  }
})

test.each(measured.slice(0, 1))('the promises are those of all parts, and are kept (from %s on)', () => {
  const claims = measured.map((name): [PartName, ReturnType<(typeof PARTS)[PartName]['claims']>] => [
    name,
    PARTS[name].claims(read(name).report),
  ])
  expect(readTable(page, 'promises')).toBe(claimsTable(claims))
  expect(claims.flatMap(([, own]) => own).filter((claim) => !isKept(claim))).toEqual([])
})

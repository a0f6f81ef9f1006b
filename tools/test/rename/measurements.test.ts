import { expect, test } from 'vitest'
import { withoutResults } from '../../src/rename/measurements.ts'

const table = (rows: string) =>
  `![A chart](start.svg)\n\n<!-- start: generated -->\n${rows}\n<!-- /start -->\n`

test('of a page of measurements, the introduction and the empty tables remain', () => {
  const page = `# Performance\n\nHow.\n\n## Start\n\nIt took 5 s.\n\n${table('| 5 |')}\nBecause.\n\n## Why\n\nSlow.\n`
  const without = withoutResults(page)
  expect(without).toMatch(/^# Performance\n\nHow\.\n\nNothing has been measured .*\n\n## Start\n\n/)
  expect(
    without.endsWith(`## Start

${table('')}`),
  ).toBe(true)
  expect(withoutResults(without)).toBe(without)
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { expect, test } from 'vitest'

const page = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')
const headings = (level: string) =>
  Array.from(page.matchAll(new RegExp(`^${level} (.+)$`, 'gm')), ([, text]) => text!)

test('the changelog has the form of Keep a Changelog', () => {
  for (const heading of headings('##'))
    expect(heading).toMatch(/^\[Unreleased\]$|^\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/)
  for (const heading of headings('###'))
    expect(['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']).toContain(heading)
})

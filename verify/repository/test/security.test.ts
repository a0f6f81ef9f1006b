import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { expect, test } from 'vitest'

const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8')

/** The table of who may do what, from the cells that the acceptance suite tests. */
async function accessTable(): Promise<string> {
  // Of the shop, and of each service that npm run add-service has made.
  const added = globSync('acceptance/test/*-access.ts', { cwd: ROOT }).sort()
  const files = ['acceptance/test/shop/access.ts', ...added]
  const tables = await Promise.all(files.map(async (file) => (await import(join(ROOT, file))).ACCESS))
  const rows = tables.flatMap((table) => Object.entries(table as Record<string, Record<string, string>>))
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  const people = Object.keys(rows[0]![1])
  return [
    line(['request', ...people]),
    line(['---', ...people.map(() => '---')]),
    ...rows.map(([request, cells]) => line([`\`${request}\``, ...people.map((who) => cells[who]!)])),
  ].join('\n')
}

test('the table of who may do what is the one that is tested', async () => {
  const [, table] = /<!-- access: .*-->\n([\s\S]*?)\n?<!-- \/access -->/.exec(page)!
  expect(table).toBe(await accessTable())
})

test('each file that is named as a test exists', () => {
  const section = page.split('## OWASP')[1]!.split('\n## ')[0]!
  const named = [...section.matchAll(/`((?:apps|libs|acceptance|verify|tools)\/[^`]+)`/g)].map(
    ([, path]) => path!,
  )
  expect(named.length).toBeGreaterThan(10)
  for (const path of named) {
    const found = path.includes('*') ? globSync(path, { cwd: ROOT }).length > 0 : existsSync(join(ROOT, path))
    expect(found, path).toBe(true)
  }
})

test('each of the ten risks has a line', () => {
  const lines = page.match(/^\| API\d+ /gm) ?? []
  expect(lines).toEqual(Array.from({ length: 10 }, (_, i) => `| API${i + 1} `))
})

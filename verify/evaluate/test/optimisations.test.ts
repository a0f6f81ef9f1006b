import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readTable } from '@slipway/bench'
import { copyOfSources, shellLines } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { runCommand, temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { PATCHES } from '../src/optimisations/before.ts'
import { OPTIMISATIONS, type Optimisation } from '../src/optimisations/list.ts'
import type { OptimisationsReport } from '../src/parts/optimisations.ts'

const all: [string, Optimisation][] = Object.entries(OPTIMISATIONS)
const PAGE = readFileSync(join(ROOT, 'docs/optimisations.md'), 'utf8')
const patched = all.filter(([, { env }]) => !env).map(([name]) => name)

test('there is a patch for each optimisation that no setting takes out, and no other one', () => {
  const patches = globSync('*.patch', { cwd: PATCHES }).map((file) => basename(file, '.patch'))
  expect(patches.sort()).toEqual(patched.sort())
})

test('every patch still fits the code', async () => {
  using copy = await copyOfSources()
  for (const name of patched)
    execFileSync('git', ['apply', '--check', join(PATCHES, `${name}.patch`)], { cwd: copy.path })
})

test.each(all)('docs/optimisations.md tells of %s', (name) => {
  const headings = [...PAGE.matchAll(/^## (.*)$/gm)].map(([, text]) => text!.toLowerCase())
  expect(headings).toContain(name.replaceAll('-', ' '))
})

test('a quick run measures each without it and with it, and shows the causes', async () => {
  using folder = temporaryFolder()
  const page = join(folder.path, 'evaluation.md')
  cpSync(join(ROOT, 'docs/evaluation.md'), page)
  const [command] = shellLines(PAGE)
  const { code, stderr } = await runCommand('sh', ['-c', `${command} --quick --out "$0"`, folder.path], {
    cwd: ROOT,
  })
  // 1: a promise is broken, which so short a run cannot tell.
  expect([0, 1], stderr).toContain(code)

  const file = join(folder.path, 'evaluation/optimisations.json')
  const { results } = JSON.parse(readFileSync(file, 'utf8')).report as OptimisationsReport
  expect(results.map(({ name }) => name)).toEqual(Object.keys(OPTIMISATIONS))
  for (const { name, before, after, ratio } of results) {
    const { figure } = OPTIMISATIONS[name].promise
    for (const one of [before, after, ratio]) expect(one[figure]!.median, name).toBeGreaterThan(0)
  }
  const of = (name: string) => results.find((one) => one.name === name)!
  const ratioOf = (name: string, figure: string) => of(name).ratio[figure]!.median
  expect(of('group-commit').after['orders/s']!.median).toBeGreaterThan(1)
  expect(ratioOf('group-commit', 'KiB to the disk')).toBeLessThan(1) // several orders share a page
  expect(ratioOf('loop-samples', 'wake-ups in a second')).toBeLessThan(1)
  expect(of('kept-statements').after['orders/s']!.median).toBeGreaterThan(1)

  expect(readTable(readFileSync(page, 'utf8'), 'optimisations')).toContain('| with ÷ without |')
  expect(existsSync(join(folder.path, 'evaluation/optimisations.svg'))).toBe(true)
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import type { Measurement } from '../src/part.ts'
import type { GrowthReport } from '../src/parts/growth.ts'
import type { HopReport } from '../src/parts/hop.ts'
import type { LoadReport } from '../src/parts/load.ts'
import type { PlatformsReport } from '../src/parts/platforms.ts'
import { STORES } from '../src/stores.ts'
import { evaluate } from './evaluate.ts'

const read = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8')
const reportOf = <Report>(folder: string, part: string) =>
  (JSON.parse(read(folder, `evaluation/${part}.json`)) as Measurement<Report>).report

describe('a quick run', () => {
  test('of the load measures each rate on each store, and ends with 1, as so few orders break a promise', async () => {
    using folder = temporaryFolder()
    const { code, stderr } = await evaluate(folder.path, '--quick', '--only', 'load')
    expect(stderr).toMatch(/^Broken: Orders on SQLite: .*: (20|0) orders\/s, promised at least \d+\.$/m)
    expect(code).toBe(1)
    const page = read(folder.path, 'evaluation.md')
    expect(page).toMatch(/^\| \[Orders on SQLite.*\| \*\*broken\*\* \|$/m)
    expect(read(folder.path, 'evaluation/load-orders.svg')).toContain('SQLite, p99')

    const { curves, skipped } = reportOf<LoadReport>(folder.path, 'load')
    expect(new Set(curves.map(({ store }) => store))).toEqual(new Set(skipped ? ['SQLite'] : STORES))
    for (const { steps } of curves) {
      expect(steps).toHaveLength(1)
      for (const { sent, outcomes, usage } of steps) {
        expect(sent).toBeGreaterThan(10)
        expect((outcomes['200'] ?? 0) + (outcomes['201'] ?? 0)).toBe(sent)
        expect(usage.reduce((sum, { cpu }) => sum + cpu, 0)).toBeGreaterThan(0)
      }
    }
  })

  test('of hop and growth measures requests with and without the gateway, and stores of several sizes', async () => {
    using folder = temporaryFolder()
    const { stdout, stderr } = await evaluate(folder.path, '--quick', '--only', 'hop,growth')
    expect(stderr.replace(/^Broken: .*$/gm, '').trim(), stdout).toBe('') // times may be anything
    const { results } = reportOf<HopReport>(folder.path, 'hop')
    expect(results.map(({ name }) => name)).toEqual(['a read', 'an order'])
    for (const { direct, through } of results) expect(through.p50).toBeGreaterThan(direct.p50 / 2)
    const growth = reportOf<GrowthReport>(folder.path, 'growth')
    const stores = growth.skipped ? ['SQLite'] : ['SQLite', 'Redis']
    expect(growth.results.map(({ store, orders }) => `${store} ${orders}`)).toEqual(
      stores.flatMap((store) => growth.pace.sizes.map((orders) => `${store} ${orders}`)),
    )
    for (const { cpu, list } of growth.results) {
      expect(cpu.median).toBeGreaterThan(0)
      expect(list.median).toBeGreaterThan(0)
    }
  })

  test('of the platforms counts the requests of a test that kills an instance', async () => {
    using folder = temporaryFolder()
    const { stdout } = await evaluate(folder.path, '--quick', '--only', 'platforms')
    const { results } = reportOf<PlatformsReport>(folder.path, 'platforms')
    expect(results, stdout).toHaveLength(1)
    expect(results[0]!.load?.sent, stdout).toBeGreaterThan(500)
  })
})

test.each([
  [['--only', 'speed'], '--only: "speed" is none of load'],
  [['--seed', 'x'], '--seed is "x"'],
  [['--fast'], "Unknown option '--fast'"],
])('%j is an error that says what to give', async (args, message) => {
  using folder = temporaryFolder()
  const { code, stderr } = await evaluate(folder.path, ...args)
  expect(stderr).toContain(message)
  expect(stderr).not.toMatch(/^ +at /m)
  expect(code).toBe(2)
})

test('--help prints the options', async () => {
  using folder = temporaryFolder()
  expect((await evaluate(folder.path, '--help')).stdout).toContain('--quick')
})

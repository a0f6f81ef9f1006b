import { describe, expect, test } from 'vitest'
import { type ScaleReport, scaleSkipped } from '../src/parts/scale.ts'
import { quickly } from './evaluate.ts'

const why = await scaleSkipped()

describe.skipIf(why)(`a quick run on one to four instances${why && ` (skipped: ${why})`}`, () => {
  test('each number of instances serves, a fit is made, and no limit decides', async () => {
    const { report, page, svg } = await quickly<ScaleReport>('scale')
    expect(report.counts.map(({ instances }) => instances)).toEqual([1, 2, 3, 4])
    for (const { throughput, rounds } of report.counts) {
      expect(throughput.min).toBeGreaterThan(0)
      expect(rounds).toHaveLength(report.pace.rounds)
      for (const { cores } of rounds) expect(cores.instances).toBeGreaterThan(0)
    }
    expect(report.fit.lambda).toBeGreaterThan(0)
    expect(page).toContain('| instances |')
    expect(page).toContain('4 instances of catalog serve')
    expect(svg).toContain('linear')
  })
})

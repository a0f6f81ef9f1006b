import { describe, expect, test } from 'vitest'
import { limitedSkipped } from '../src/limited-system.ts'
import { runOf } from '../src/output/metastable.ts'
import type { MetastableReport } from '../src/parts/metastable.ts'
import { quickly } from './evaluate.ts'

const why = await limitedSkipped()

describe.skipIf(why)(`a quick run with a spike${why && ` (skipped: ${why})`}`, () => {
  test('both runs count every second, and without protections nothing is refused', async () => {
    const { report, page, svg } = await quickly<MetastableReport>('metastable')
    const { pace, capacity, base, spike, runs } = report
    expect(base).toBeLessThan(capacity)
    expect(spike).toBeGreaterThan(base)
    for (const { seconds } of runs) {
      expect(seconds).toHaveLength(pace.before + pace.spike + pace.after)
      const ended = seconds.reduce((sum, second) => sum + second.ended, 0)
      expect(ended).toBeGreaterThan(base)
      for (const second of seconds) expect(second.attempts).toBeGreaterThanOrEqual(second.ended)
    }
    // It serves, or is too late for its clients: nothing else is left.
    const outcomes = runOf(report, 'off').seconds.flatMap((second) => Object.keys(second.outcomes))
    expect(['200', 'timeout']).toEqual(expect.arrayContaining([...new Set(outcomes)]))
    expect(page).toContain('| protections |')
    expect(page).toContain('the goodput is back 10 s after a spike')
    expect(svg).toContain('spike')
  })
})

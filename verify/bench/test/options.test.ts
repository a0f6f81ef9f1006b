import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { versionOf } from '../src/gateways/gateway.ts'
import { forEachService } from '../src/gateways/ours.ts'
import { OURS } from '../src/parts/gateway.ts'
import {
  ALL_TRACES,
  IDENTITY,
  METRICS,
  type OptionsReport,
  optionResult,
  SOME_TRACES,
} from '../src/parts/options.ts'
import type { Round } from '../src/rounds.ts'
import { bench } from './bench.ts'

const wrkIsHere = versionOf('wrk', ['-v']) !== undefined
const reason = wrkIsHere ? '' : ' (skipped: wrk is not on the PATH)'

test.skipIf(!wrkIsHere)(
  `in a quick run metrics, traces and identity are measured, and spans arrive${reason}`,
  async () => {
    using folder = temporaryFolder()
    // A busy machine may be slow here: the test is about what is counted.
    const env = {
      MAX_EVENT_LOOP_DELAY_MS: '0',
      DEADLINE_MS: '20000',
      ...forEachService('TIMEOUT_MS', '20000'),
    }
    const args = ['--quick', '--only', 'options', '--out', folder.path]
    const { code, stdout, stderr } = await bench(args, env)
    expect(code, stderr).toBe(0)
    const { results }: OptionsReport = JSON.parse(readFileSync(join(folder.path, 'options.json'), 'utf8'))
    expect(results.map(({ name }) => name)).toEqual([OURS, METRICS, SOME_TRACES, ALL_TRACES, IDENTITY])
    for (const { name, requests, cpu } of results) {
      expect(requests, name).toBeGreaterThan(100)
      expect(cpu.min, name).toBeGreaterThan(1)
    }
    expect(stdout.match(/^\| .* \| (met|\*\*not met\*\*) \|$/gm)).toHaveLength(4)

    const [off, metrics, some, all] = results
    expect([off!.spans, metrics!.spans]).toEqual([undefined, undefined])
    // One for the request and one for the call; the last ones may still wait to be sent.
    expect(all!.spans).toBeGreaterThan(all!.requests)
    expect(some!.spans).toBeLessThan(some!.requests / 10)
  },
)

test('what is added is a difference round by round, where neither had errors', () => {
  const round = (cpu: number, errors = 0): Round => ({
    cpu,
    errors,
    requests: 100,
    requestsPerSecond: 100,
    memory: 4,
  })
  const off = [round(50), round(60), round(1, 1)]
  expect(optionResult(METRICS, [round(55), round(80), round(90)], off)).toEqual({
    name: METRICS,
    rounds: { counted: 2, void: 1 },
    requests: 200,
    cpu: { min: 55, median: 67.5, max: 80 },
    added: { min: 5, median: 12.5, max: 20 },
  })
  expect(optionResult(OURS, off)).not.toHaveProperty('added')
  expect(() => optionResult(METRICS, [round(1, 1)], [round(1)])).toThrow('errors in every round')
})

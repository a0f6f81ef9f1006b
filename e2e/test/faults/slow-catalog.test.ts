import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import type { Outcome } from '../../src/client.ts'
import { type Sample, startLoad } from '../../src/load.ts'
import { percentile } from '../../src/load-result.ts'
import { startRelay } from '../../src/relay.ts'
import { startSystem } from '../../src/system.ts'
import { RATE, report } from './report.ts'

const DEADLINE = 3_000 // ms
const MARGIN = 100 // ms
const DELAY = 2_000 // ms
const GROWTH = 100 // MB

test('catalog answers after 2 s: callers hear within their deadline, and memory stays bounded', async () => {
  using folder = temporaryFolder()
  const ports = new Map<string, number>()
  await using first = await startRelay(() => ports.get('catalog-1')!)
  await using second = await startRelay(() => ports.get('catalog-2')!)
  const relays = [first, second]
  await using system = await startSystem({ data: folder.path }, (specs) => {
    for (const { name, port, app, env } of specs) {
      ports.set(name, port)
      if (app !== 'catalog') env.CATALOG_URL = relays.map(({ url }) => url).join(',')
    }
  })
  const memory = () =>
    ['gateway-1', 'orders-1', 'orders-2'].map((name) => residentMemory(system.process(name).pid))
  const load = await startLoad(system.url, { rate: RATE })
  await sleep(2_000)

  const before = memory()
  const slow = performance.now()
  for (const relay of relays) relay.delay = DELAY
  await sleep(8_000)
  const after = memory()
  for (const relay of relays) relay.delay = 0
  await sleep(3_000)

  const samples = await load.stop()
  report('catalog slow', samples, slow)
  const answered = (sample: Sample) =>
    'status' in sample.outcome && [200, 201, 202, 503, 504].includes(sample.outcome.status)
  expect(samples.filter((sample) => !answered(sample)).slice(0, 5)).toEqual([])
  expect(percentile(samples, 1)).toBeLessThan(DEADLINE + 5 * MARGIN)
  // Nobody sits through it: an attempt has half a second, and there are two.
  const waited = samples.filter(
    ({ kind, ms, outcome }) => kind === 'read' && ms >= DELAY && succeeded(outcome),
  )
  expect(waited.length).toBe(0)
  console.log(`memory before ${before.join(', ')} MB, after ${after.join(', ')} MB`)
  for (const [i, mb] of after.entries()) expect(mb - before[i]!).toBeLessThan(GROWTH)
})

const succeeded = (outcome: Outcome) => 'status' in outcome && outcome.status === 200

/** In MB; 0 where the system does not say, as only Linux does. */
function residentMemory(pid: number): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024)
  } catch {
    return 0
  }
}

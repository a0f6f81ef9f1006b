import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile, startLoad } from '@slipway/harness'
import { expect, test } from 'vitest'
import { startRelayedSystem } from './relayed-system.ts'
import { RATE, report, statusOf } from './report.ts'

const DEADLINE = 3_000 // ms
const MARGIN = 100 // ms
const DELAY = 2_000 // ms
const GROWTH = 100 // MB

test('catalog responds after 2 s: callers get a response within their deadline, and memory stays bounded', async () => {
  await using relayed = await startRelayedSystem()
  const { system, relays } = relayed
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
  const unexpected = samples.filter((sample) => ![200, 201, 202, 503, 504].includes(statusOf(sample)))
  expect(unexpected.slice(0, 5)).toEqual([])
  expect(percentile(samples, 1)).toBeLessThan(DEADLINE + 5 * MARGIN)
  // No read waits for the response: it has two attempts of half a second.
  const waited = samples.filter(
    (sample) => sample.kind === 'read' && sample.ms >= DELAY && statusOf(sample) === 200,
  )
  expect(waited).toEqual([])
  console.log(`memory before ${before.join(', ')} MB, after ${after.join(', ')} MB`)
  for (const [i, mb] of after.entries()) expect(mb - before[i]!).toBeLessThan(GROWTH)
})

/** In MB; 0 where there is no /proc. */
function residentMemory(pid: number): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024)
  } catch {
    return 0
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { place, stockUp } from '../../src/client.ts'
import { type Sample, startLoad } from '../../src/load.ts'
import { failures, percentile } from '../../src/load-result.ts'
import { startSystem } from '../../src/system.ts'

const SECONDS = 20
const WORKERS = 64
const GOODPUT = 0.8 // of the peak

test('three times the orders that it can carry: what is taken is served, the rest is refused at once', {
  timeout: 180_000,
}, async () => {
  using folder = temporaryFolder()
  await using system = await startSystem({ data: folder.path, env: { LOG_LEVEL: 'error' } })
  await peak(system.url, 1) // a warm-up
  const most = await peak(system.url, 4)

  const load = await startLoad(system.url, { rate: 3 * most, kinds: ['order'] })
  await sleep(SECONDS * 1_000)
  const samples = await load.stop()
  const status = ({ outcome }: Sample) => ('status' in outcome ? outcome.status : 0)
  const placed = samples.filter((sample) => status(sample) === 201)
  const refused = samples.filter((sample) => status(sample) === 503)
  const goodput = placed.length / SECONDS
  console.log(
    `peak ${Math.round(most)} orders/s; at three times that ${Math.round(goodput)} placed (p99 ` +
      `${Math.round(percentile(placed, 0.99))} ms), ${refused.length} of ${samples.length} refused ` +
      `(p99 ${Math.round(percentile(refused, 0.99))} ms), ${samples.length - placed.length - refused.length} else`,
  )
  expect(refused.length).toBeGreaterThan(samples.length / 4)
  expect(goodput).toBeGreaterThan(GOODPUT * most)
  expect(percentile(refused, 0.99)).toBeLessThan(5 * 50)

  // Back to normal within ten seconds.
  await sleep(5_000)
  const calm = await startLoad(system.url, { rate: most / 2, kinds: ['order'] })
  await sleep(5_000)
  expect(failures(await calm.stop()).slice(0, 5)).toEqual([])
})

/** Orders a second, placed by so many clients at once, each as fast as it is answered. */
async function peak(url: string, seconds: number): Promise<number> {
  const sku = `peak-${Date.now()}`
  for (let i = 0; i < 10; i++) await stockUp(url, sku, 1_000)
  const end = performance.now() + seconds * 1_000
  let placed = 0
  const client = async () => {
    while (performance.now() < end) {
      await place(url, [{ sku, quantity: 1 }])
      placed++
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, client))
  return placed / seconds
}

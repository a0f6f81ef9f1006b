import { setTimeout as sleep } from 'node:timers/promises'
import { redisAvailable, redisSkipReason, startRedis } from '@slipway/testing'
import { expect, test } from 'vitest'
import { startLoad } from '../../src/load.ts'
import { disturbance, failures, percentile } from '../../src/load-result.ts'
import { startSystem } from '../../src/system.ts'
import { RATE, report } from './report.ts'

const DEADLINE = 3_000 // ms, the gateway's default
const DISTURBED = 500 // ms: an attempt at the one that was stopped
const STOPPED = 5_000 // ms

// Not on SQLite: its instances share a file, and one that is stopped in the middle of a write holds the lock
// on it. On Redis nothing is held: a script runs to its end, whoever asked for it.
test.skipIf(!redisAvailable)(
  `SIGSTOP of one of two catalog instances for 5 s: no read and no order fails${redisAvailable ? '' : ` (${redisSkipReason})`}`,
  async () => {
    await using redis = await startRedis()
    const stores = { catalogStore: redis.url, ordersStore: redis.url }
    await using system = await startSystem({ data: 'unused', ...stores })
    const load = await startLoad(system.url, { rate: RATE })
    await sleep(3_000)

    const stopped = performance.now()
    system.process('catalog-1').kill('SIGSTOP')
    await sleep(STOPPED)
    system.process('catalog-1').kill('SIGCONT')
    await sleep(3_000)

    const samples = await load.stop()
    report('SIGSTOP of one of two catalogs for 5 s', samples, stopped)
    expect(failures(samples).slice(0, 5)).toEqual([])
    expect(samples.length).toBeGreaterThan(RATE * 8)
    expect(percentile(samples, 0.99)).toBeLessThan(DEADLINE)
    // Who is passed over is asked once in a while, to see how it is, and not every time that it looks idle.
    expect(disturbance(samples, stopped)).toBeLessThan(5 * DISTURBED)
  },
)

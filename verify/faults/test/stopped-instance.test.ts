import { setTimeout as sleep } from 'node:timers/promises'
import { expectNoFailures, percentile, resultOf, startLoad } from '@slipway/harness'
import { redisAvailable, redisSkipReason, startRedis, startSystem, storesOn } from '@slipway/testing'
import { expect, test } from 'vitest'
import { expectCalm, RATE, report } from './report.ts'

const DEADLINE = 3_000 // ms, the gateway's default
const DISTURBED = 2_500 // ms, five times the timeout of an attempt at the one that was stopped
const STOPPED = 5_000 // ms

// Not on SQLite: its instances share a file, and one that is stopped in the middle of a write holds the lock on it. On
// Redis nothing is held: a script runs to its end, whatever happens to its caller.
test.skipIf(!redisAvailable)(
  `SIGSTOP of one of two catalog instances for 5 s: no read and no order fails${redisAvailable ? '' : ` (${redisSkipReason})`}`,
  async (context) => {
    await using redis = await startRedis()
    await using system = await startSystem({ stores: storesOn(redis.url) })
    const load = await startLoad(system.url, { rate: RATE })
    await sleep(3_000)

    const stopped = performance.now()
    system.process('catalog-1').kill('SIGSTOP')
    await sleep(STOPPED)
    system.process('catalog-1').kill('SIGCONT')
    await sleep(3_000)

    const samples = await load.stop()
    report('SIGSTOP of one of two catalogs for 5 s', samples, stopped)
    expectNoFailures(context, resultOf(samples))
    expect(samples.length).toBeGreaterThan(RATE * 8)
    expect(percentile(samples, 0.99)).toBeLessThan(DEADLINE)
    // An ejected instance is tried once in a while, and not whenever it has no request in flight.
    expectCalm(samples, stopped, stopped + DISTURBED)
  },
)

import { setTimeout as sleep } from 'node:timers/promises'
import { expectNoFailures, resultOf, startLoad } from '@slipway/harness'
import { startSystem } from '@slipway/testing'
import { expect, test } from 'vitest'
import { LOCKED, RATE, report } from './report.ts'

test('every catalog and orders process restarted, one by one: no request fails', async (context) => {
  await using system = await startSystem()
  const load = await startLoad(system.url, { rate: RATE, retry: LOCKED })
  await sleep(2_000)

  const first = performance.now()
  for (const name of ['catalog-1', 'catalog-2', 'orders-1', 'orders-2']) {
    const { exited } = system.process(name)
    system.process(name).kill('SIGTERM')
    expect(await exited, name).toEqual({ code: 0, signal: null })
    await system.restart(name) // and the next one at once, while callers still skip this one
  }

  const samples = await load.stop()
  report('rolling restart of catalog and orders', samples, first)
  expectNoFailures(context, resultOf(samples))
  expect(samples.length).toBeGreaterThan(RATE * 4)
})

test.for(['catalog-1', 'orders-1'])(
  '%s drains, and its callers do not retry: no request fails',
  async (name, context) => {
    await using system = await startSystem({ env: { ATTEMPTS: '1' } })
    const load = await startLoad(system.url, { rate: RATE, retry: LOCKED })
    await sleep(1_000)

    const stopped = performance.now()
    system.process(name).kill('SIGTERM')
    await system.process(name).exited
    await sleep(500) // its callers skip it, and do not try yet whether it is back

    const samples = await load.stop()
    report(`${name} drains, without retries`, samples, stopped)
    expectNoFailures(context, resultOf(samples))
    expect(samples.length).toBeGreaterThan(RATE)
  },
)

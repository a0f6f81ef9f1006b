import { setTimeout as sleep } from 'node:timers/promises'
import { expectNoFailures, resultOf, startLoad } from '@slipway/harness'
import { startSystem } from '@slipway/testing'
import { expect, test } from 'vitest'
import { expectCalm, LOCKED, RATE, report } from './report.ts'

const DISTURBED = 2_000 // ms

test('SIGKILL of one of two catalog instances: no read and no order fails', async (context) => {
  await using system = await startSystem()
  const load = await startLoad(system.url, { rate: RATE, retry: LOCKED })
  await sleep(3_000)

  const killed = performance.now()
  system.process('catalog-1').kill('SIGKILL')
  await sleep(4_000)
  await system.restart('catalog-1')
  await sleep(3_000)

  const samples = await load.stop()
  report('SIGKILL of one of two catalogs', samples, killed)
  expectNoFailures(context, resultOf(samples))
  expect(samples.length).toBeGreaterThan(RATE * 8)
  // The load goes on for three times that: an instance that stays slow is seen.
  expectCalm(samples, killed, killed + DISTURBED)
})

import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { startLoad } from '../../src/load.ts'
import { failures } from '../../src/load-result.ts'
import { startSystem } from '../../src/system.ts'
import { LOCKED, RATE, report } from './report.ts'

test('every catalog and orders process restarted, one by one: no request fails', async () => {
  using folder = temporaryFolder()
  await using system = await startSystem({ data: folder.path })
  const load = await startLoad(system.url, { rate: RATE, repeat: LOCKED })
  await sleep(2_000)

  const first = performance.now()
  for (const name of ['catalog-1', 'catalog-2', 'orders-1', 'orders-2']) {
    const { exited } = system.process(name)
    system.process(name).kill('SIGTERM')
    expect(await exited, name).toEqual({ code: 0, signal: null })
    await system.restart(name)
    await sleep(300)
  }

  const samples = await load.stop()
  report('rolling restart of catalog and orders', samples, first)
  expect(failures(samples).slice(0, 5)).toEqual([])
  expect(samples.length).toBeGreaterThan(RATE * 4)
})

test.each(['catalog-1', 'orders-1'])('%s leaves, and nobody sends twice: no request fails', async (name) => {
  using folder = temporaryFolder()
  await using system = await startSystem({ data: folder.path }, (specs) => {
    for (const { env } of specs) env.ATTEMPTS = '1'
  })
  const load = await startLoad(system.url, { rate: RATE, repeat: LOCKED })
  await sleep(1_000)

  const leaves = performance.now()
  system.process(name).kill('SIGTERM')
  await system.process(name).exited
  await sleep(500) // its callers know that it left, and do not look yet whether it is back

  const samples = await load.stop()
  report(`${name} leaves, without retries`, samples, leaves)
  expect(failures(samples).slice(0, 5)).toEqual([])
})

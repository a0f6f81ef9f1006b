import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { startLoad } from '../../src/load.ts'
import { disturbance, failures } from '../../src/load-result.ts'
import { startSystem } from '../../src/system.ts'
import { LOCKED, RATE, report } from './report.ts'

test('SIGKILL of one of two catalog instances: no read and no order fails', async () => {
  using folder = temporaryFolder()
  await using system = await startSystem({ data: folder.path })
  const load = await startLoad(system.url, { rate: RATE, repeat: LOCKED })
  await sleep(3_000)

  const killed = performance.now()
  system.process('catalog-1').kill('SIGKILL')
  await sleep(4_000)
  await system.restart('catalog-1')
  await sleep(3_000)

  const samples = await load.stop()
  report('SIGKILL of one of two catalogs', samples, killed)
  expect(failures(samples).slice(0, 5)).toEqual([])
  expect(samples.length).toBeGreaterThan(RATE * 8)
  expect(disturbance(samples, killed)).toBeLessThan(5 * 2_000)
  const served = await fetch(`${system.url}/api/products/${load.sku}`)
  expect(served.status).toBe(200)
})

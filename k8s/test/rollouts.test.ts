import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { startLoadInPod } from './clients.ts'
import { APPS, inSystem, podsOf, settled, skipped } from './cluster.ts'

/** After scaling, until all callers surely know the new replicas, in ms: the old one may be the next to go. */
const CALLERS_KNOW = 10_000

/** What is done to the system under 100 requests/s fails none of them. */
async function failsNoRequest(action: () => Promise<unknown>): Promise<void> {
  const load = await startLoadInPod(100)
  await action()
  await settled()
  const { sent, repeated, failed, examples } = await load.stop()
  console.log(`${sent} requests, ${failed} failed, ${repeated} sent again`)
  expect(examples).toEqual([])
  expect(repeated).toBeLessThanOrEqual(3)
  expect(sent).toBeGreaterThan(500)
}

describe.skipIf(skipped)(`under load, no request fails${skipped}`, () => {
  beforeAll(() => settled())

  test('while every Deployment is restarted', () =>
    failsNoRequest(() => inSystem('rollout', 'restart', 'deployment')))

  test('while catalog and orders are scaled from 2 to 4 to 1', async () => {
    const scale = (replicas: number) =>
      inSystem('scale', 'deployment/catalog', 'deployment/orders', `--replicas=${replicas}`)
    await failsNoRequest(async () => {
      await scale(4)
      await settled()
      await scale(1)
    })
    await scale(2)
    await settled()
    await sleep(CALLERS_KNOW)
  })

  test('while a pod of each is deleted', () =>
    failsNoRequest(async () => {
      const pods = await Promise.all(APPS.map((app) => podsOf(undefined, app)))
      await inSystem('delete', 'pod', ...pods.map(([first]) => first!.metadata.name))
    }))
})

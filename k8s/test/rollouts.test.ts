import { beforeAll, describe, expect, test } from 'vitest'
import { startLoadInPod } from './clients.ts'
import { APPS, inSystem, podsOf, settled, skipped } from './cluster.ts'

/** What is done to the system under 100 requests/s fails none of them. */
async function failsNoRequest(action: () => Promise<unknown>): Promise<void> {
  const load = await startLoadInPod(100)
  await action()
  await settled()
  const { sent, repeated, failed, examples } = await load.stop()
  console.log(`${sent} requests, ${failed} failed, ${repeated} sent again`)
  if (failed > 0) console.log(await whatGatewaysSay())
  expect(examples).toEqual([])
  expect(repeated).toBeLessThanOrEqual(3)
  expect(sent).toBeGreaterThan(500)
}

/** Which service did not answer, and why, in the words of the gateways that are still there. */
async function whatGatewaysSay(): Promise<string> {
  const selector = 'app.kubernetes.io/name=gateway'
  const log = await inSystem('logs', '--selector', selector, '--tail=-1', '--since=2m')
  const lines = log.split('\n').filter((line) => line.includes('no answer'))
  return lines.slice(0, 20).join('\n')
}

describe.skipIf(skipped)(`under load, no request fails${skipped}`, () => {
  beforeAll(() => settled())

  test('while every Deployment is restarted', () =>
    failsNoRequest(() => inSystem('rollout', 'restart', 'deployment')))

  test('while catalog and orders are scaled from 2 to 4 to 1', async () => {
    const scale = (replicas: number) =>
      inSystem('scale', 'deployment/catalog', 'deployment/orders', `--replicas=${replicas}`)
    try {
      await failsNoRequest(async () => {
        await scale(4)
        await settled()
        await scale(1)
      })
    } finally {
      await scale(2) // or the next test deletes the only one
      await settled()
    }
  })

  test('while a pod of each is deleted', () =>
    failsNoRequest(async () => {
      const pods = await Promise.all(APPS.map((app) => podsOf(undefined, app)))
      await inSystem('delete', 'pod', ...pods.map(([first]) => first!.metadata.name))
    }))
})

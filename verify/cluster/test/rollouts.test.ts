import { STORED } from '@slipway/harness'
import { APPS } from '@slipway/services'
import { beforeAll, describe, test } from 'vitest'
import { inSystem, podsOf, settled, skipped } from './cluster.ts'
import { failsNoRequest } from './under-load.ts'

const DEPLOYMENTS = APPS.map((app) => `deployment/${app}`)

describe.skipIf(skipped)(`under load, no request fails${skipped}`, () => {
  beforeAll(() => settled())

  test('while every Deployment is restarted', (context) =>
    failsNoRequest(context, async () => {
      await inSystem('rollout', 'restart', 'deployment')
      await settled()
    }))

  // A copy with more services runs this one: with all at once, Redis waits for the processes that start.
  test('while one Deployment after the other is restarted', (context) =>
    failsNoRequest(context, async () => {
      for (const deployment of DEPLOYMENTS) {
        await inSystem('rollout', 'restart', deployment)
        await settled()
      }
    }))

  test('while all are scaled from 2 to 4 to 1', async (context) => {
    const scale = async (replicas: number) => {
      await inSystem('scale', ...DEPLOYMENTS, `--replicas=${replicas}`)
      await settled()
    }
    try {
      await failsNoRequest(context, async () => {
        await scale(4)
        await scale(1)
      })
    } finally {
      await scale(2) // the next test deletes one of each
    }
  })

  test('while a pod of each is deleted', (context) =>
    failsNoRequest(context, async () => {
      const pods = await Promise.all(APPS.map((app) => podsOf(undefined, app)))
      await inSystem('delete', 'pod', ...pods.map(([first]) => first!.metadata.name))
      await settled()
    }))

  test(`while a pod of ${STORED.join(' and one of ')} is killed`, (context) =>
    failsNoRequest(context, async () => {
      for (const app of STORED) {
        const [first] = await podsOf(undefined, app)
        await inSystem('delete', 'pod', '--grace-period=0', '--force', first!.metadata.name)
        await settled()
      }
    }))
})

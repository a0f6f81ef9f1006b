import { APPS } from '@slipway/tools'
import { beforeAll, describe, test } from 'vitest'
import { inSystem, podsOf, settled, skipped } from './cluster.ts'
import { failsNoRequest } from './under-load.ts'

const DEPLOYMENTS = APPS.map((app) => `deployment/${app}`)

describe.skipIf(skipped)(`under load, no request fails${skipped}`, () => {
  beforeAll(() => settled())

  test('while every Deployment is restarted', () =>
    failsNoRequest(async () => {
      await inSystem('rollout', 'restart', 'deployment')
      await settled()
    }))

  test('while all are scaled from 2 to 4 to 1', async () => {
    const scale = async (replicas: number) => {
      await inSystem('scale', ...DEPLOYMENTS, `--replicas=${replicas}`)
      await settled()
    }
    try {
      await failsNoRequest(async () => {
        await scale(4)
        await scale(1)
      })
    } finally {
      await scale(2) // or the next test deletes the only one
    }
  })

  test('while a pod of each is deleted', () =>
    failsNoRequest(async () => {
      const pods = await Promise.all(APPS.map((app) => podsOf(undefined, app)))
      await inSystem('delete', 'pod', ...pods.map(([first]) => first!.metadata.name))
      await settled()
    }))
})

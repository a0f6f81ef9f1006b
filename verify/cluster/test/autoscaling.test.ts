import { copyOfManifests, ofKind, parseResources, type Resource, render } from '@slipway/manifests'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { inSystem, kubectl, settled, skipped } from './cluster.ts'
import { testOverlay } from './overlay.ts'
import { failsNoRequest } from './under-load.ts'

const metrics = skipped ? '' : await kubectl(['top', 'nodes']).catch(() => '')
const reason = skipped || (metrics ? '' : ' (skipped: the cluster has no metrics-server)')

describe.skipIf(reason)(`the autoscalers${reason}`, () => {
  beforeAll(() => settled())
  afterAll(async () => {
    await inSystem('delete', 'hpa', '--all')
    await inSystem('scale', 'deployment', '--all', '--replicas=2')
    await settled()
  })

  test('add replicas under load, and remove them after it', async (context) => {
    using copy = copyOfManifests()
    const manifests = await render({ folder: testOverlay(copy.path, 'prod', inject('namespace')) })
    const items = ofKind(parseResources(manifests), 'HorizontalPodAutoscaler')
    for (const { spec } of items) speedUp(spec)
    const most = async () => Math.max(...(await readyReplicas()))

    await failsNoRequest(
      context,
      async () => {
        await kubectl(['apply', '--filename', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
        await expect.poll(most, { timeout: 120_000, interval: 1_000 }).toBeGreaterThan(2)
      },
      'read',
    )
    await expect.poll(most, { timeout: 150_000, interval: 1_000 }).toBe(2)
  })
})

async function readyReplicas(): Promise<number[]> {
  const path = 'jsonpath={.items[*].status.readyReplicas}'
  return (await inSystem('get', 'deployment', '--output', path)).split(' ').map(Number)
}

/** Lets an autoscaler act within seconds instead of minutes, at a CPU use that a small machine reaches. */
function speedUp(spec: Resource['spec']): void {
  const metrics = JSON.parse(JSON.stringify((spec as { metrics?: unknown }).metrics).replace('500m', '25m'))
  const behavior = {
    scaleDown: { stabilizationWindowSeconds: 15, policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }] },
  }
  Object.assign(spec, { metrics, behavior })
}

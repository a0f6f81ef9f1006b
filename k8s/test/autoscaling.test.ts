import { ofKind, parseResources, type Resource, render } from '@slipway/tools/manifests'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { inSystem, kubectl, settled, skipped } from './cluster.ts'
import { copyOfManifests } from './manifests.ts'
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

  test('add replicas under load, and take them away after it', async () => {
    using copy = copyOfManifests()
    const manifests = await render({ folder: testOverlay(copy.path, 'prod', inject('namespace')) })
    const autoscalers = ofKind(parseResources(manifests), 'HorizontalPodAutoscaler')
    for (const { spec } of autoscalers) makeImpatient(spec)
    const replicas = () =>
      inSystem('get', 'deployment', 'catalog', '--output', 'jsonpath={.status.readyReplicas}')

    const list = { apiVersion: 'v1', kind: 'List', items: autoscalers }
    await failsNoRequest(async () => {
      await kubectl(['apply', '--filename', '-'], JSON.stringify(list))
      await expect
        .poll(async () => Number(await replicas()), { timeout: 120_000, interval: 1_000 })
        .toBeGreaterThan(2)
    }, 'read')
    await expect.poll(replicas, { timeout: 150_000, interval: 1_000 }).toBe('2')
  })
})

/** What takes minutes, and half a CPU of each replica, within seconds and with what a small machine can do. */
function makeImpatient(spec: Resource['spec']): void {
  const metrics = JSON.parse(JSON.stringify((spec as { metrics?: unknown }).metrics).replace('500m', '25m'))
  const behavior = {
    scaleDown: { stabilizationWindowSeconds: 15, policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }] },
  }
  Object.assign(spec, { metrics, behavior })
}

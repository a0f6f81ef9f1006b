import { APPS } from '@slipway/services'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { kubectl, podsOf, settled, skipped } from './cluster.ts'
import { failsNoRequest } from './under-load.ts'

const nodes = skipped ? [] : (await kubectl(['get', 'nodes', '--output', 'name'])).split('\n')
// With several nodes the pods would move to another one, and the budgets would not be reached.
const reason = skipped || (nodes.length === 1 ? '' : ' (skipped: the cluster has more than one node)')

describe.skipIf(reason)(`kubectl drain of the only node, limited to our pods${reason}`, () => {
  beforeAll(() => settled())

  test('stops at the disruption budgets, and no request fails', async (context) => {
    const [node] = nodes as [string]
    await failsNoRequest(context, async () => {
      await kubectl(['label', node, 'slipway.test/drained='])
      try {
        const selector = `slipway.test/run=${inject('namespace')},app.kubernetes.io/name in (${APPS})`
        const drained = kubectl(['drain', node, '--pod-selector', selector, '--timeout=15s'])
        await expect(drained).rejects.toThrow("violate the pod's disruption budget")
        expect(await readyPods()).toEqual(APPS.map(() => 1))
      } finally {
        await kubectl(['uncordon', node])
        await kubectl(['label', node, 'slipway.test/drained-'])
      }
      await settled()
    })
    expect(await readyPods()).toEqual(APPS.map(() => 2))
  })
})

/** The number of ready pods of each app. */
async function readyPods(): Promise<number[]> {
  const counts = APPS.map(async (app) => {
    const ready = (await podsOf(undefined, app)).filter(({ status }) =>
      status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
    )
    return ready.length
  })
  return Promise.all(counts)
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ofKind, type Resource, renderOverlay, skippedWithout, workloads } from '../src/index.ts'

const skipped = await skippedWithout('kubectl')

interface Resources {
  requests?: Record<string, string>
  limits?: Record<string, string>
}
/** Fields of ResourceQuota and LimitRange. */
interface Limits {
  hard: Record<string, string>
  limits: { type: string; max: Record<string, string> }[]
}

const limitsOf = (resources: Resource[], kind: string) =>
  ofKind(resources, kind)[0]!.spec as unknown as Limits
const containersOf = (workload: Resource) =>
  workload.spec.template.spec.containers.map(({ resources }) => resources as Resources)
const acceptanceJob: Resource = parse(readFileSync(join(ROOT, 'k8s/skaffold/acceptance-job.yaml'), 'utf8'))

/** A quantity of Kubernetes as a number, such as 0.05 for `50m`. */
function numberOf(quantity: string): number {
  const factors: Record<string, number> = { m: 1e-3, '': 1, Mi: 2 ** 20, Gi: 2 ** 30 }
  const [, number, unit] = /^([\d.]+)([A-Za-z]*)$/.exec(quantity)!
  return Number(number) * factors[unit!]!
}

/** The most pods of a workload at once. */
function podsOf(workload: Resource, resources: Resource[]): number {
  const autoscaler = ofKind(resources, 'HorizontalPodAutoscaler').find(
    ({ spec }) => spec.scaleTargetRef.name === workload.metadata.name,
  )
  const replicas = (autoscaler?.spec as { maxReplicas?: number })?.maxReplicas ?? workload.spec.replicas ?? 1
  // During an update: a new one before an old one, and the last old one, which drains.
  return workload.kind === 'Deployment' ? replicas + 2 : replicas
}

describe.skipIf(skipped)(`the quota of the overlay prod${skipped}`, () => {
  test.each([
    ['requests', 'cpu'],
    ['requests', 'memory'],
    ['limits', 'cpu'],
    ['limits', 'memory'],
  ] as const)(
    'has room for all replicas, an update, and the acceptance suite: %s of %s',
    async (kind, resource) => {
      const resources = await renderOverlay('prod')
      const { hard } = limitsOf(resources, 'ResourceQuota')
      const pods = [...workloads(resources), acceptanceJob].map((workload) => {
        const ofPod = containersOf(workload).map((one) => numberOf(one[kind]![resource]!))
        return podsOf(workload, resources) * ofPod.reduce((sum, one) => sum + one, 0)
      })
      const needed = pods.reduce((sum, one) => sum + one, 0)
      expect(numberOf(hard[`${kind}.${resource}`]!)).toBeGreaterThanOrEqual(needed)
      // And not for everything: a quota that nothing reaches protects nobody.
      expect(numberOf(hard[`${kind}.${resource}`]!)).toBeLessThan(2 * needed)
    },
  )

  test('has room for their pods and volumes', async () => {
    const resources = await renderOverlay('prod')
    const { hard } = limitsOf(resources, 'ResourceQuota')
    const pods = [...workloads(resources), acceptanceJob].map((workload) => podsOf(workload, resources))
    expect(Number(hard.pods)).toBeGreaterThanOrEqual(pods.reduce((sum, one) => sum + one, 0))
    expect(Number(hard.persistentvolumeclaims)).toBeGreaterThanOrEqual(
      ofKind(resources, 'StatefulSet').length,
    )
  })

  test('goes with limits that every container keeps', async () => {
    const resources = await renderOverlay('prod')
    const [range] = limitsOf(resources, 'LimitRange').limits
    expect(range!.type).toBe('Container')
    for (const { limits } of [...workloads(resources), acceptanceJob].flatMap(containersOf))
      for (const [resource, max] of Object.entries(range!.max))
        expect(numberOf(limits![resource]!)).toBeLessThanOrEqual(numberOf(max))
  })
})

describe.skipIf(skipped)(`Pod Security${skipped}`, () => {
  const versions = readdirSync(join(import.meta.dirname, '../schemas')).filter((name) => /^v\d/.test(name))
  const newest = /^v\d+\.\d+/.exec(versions.sort().at(-1)!)![0]

  test.each(['dev', 'prod'])(
    'in the overlay %s: the namespace enforces, warns and audits one version',
    async (overlay) => {
      const [namespace] = ofKind(await renderOverlay(overlay), 'Namespace')
      const label = (name: string) => namespace!.metadata.labels![`pod-security.kubernetes.io/${name}`]
      for (const mode of ['enforce', 'warn', 'audit']) {
        expect(label(mode), mode).toBe('restricted')
        expect(label(`${mode}-version`), mode).toBe(newest)
      }
    },
  )
})

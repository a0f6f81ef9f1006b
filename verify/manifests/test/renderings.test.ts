import { APPS } from '@slipway/services'
import { afterAll, describe, expect, test } from 'vitest'
import {
  copyOfManifests,
  kubeconform,
  kubeScore,
  listRenderings,
  parseResources,
  render,
  skippedWithout,
  violations,
} from '../src/index.ts'

const copy = copyOfManifests()
afterAll(() => copy[Symbol.dispose]())
const renderings = listRenderings(copy.path)

const skipped = await skippedWithout('kubectl')
describe.skipIf(skipped)(`the project's own rules${skipped}`, () => {
  test.each(renderings)('have no findings in $name', async (rendering) => {
    expect(violations(parseResources(await render(rendering)), rendering)).toEqual([])
  })
})

const withoutKubeconform = await skippedWithout('kubectl', 'kubeconform')
describe.skipIf(withoutKubeconform)(`kubeconform${withoutKubeconform}`, () => {
  test.each(renderings)('has no findings in $name', async (rendering) => {
    expect(await kubeconform(await render(rendering))).toEqual([])
  })

  test('finds an unknown field in every kind of object, for two versions of Kubernetes', async () => {
    const all = await render(renderings.find(({ name }) => name.includes('+ gateway-api +'))!)
    for (const kind of new Set(parseResources(all).map((resource) => resource.kind))) {
      const planted = all.replace(`\nkind: ${kind}\n`, `\nkind: ${kind}\nplanted: true\n`)
      const findings = await kubeconform(planted)
      expect(findings, kind).toHaveLength(2)
      for (const finding of findings)
        expect(finding).toMatch(/^kubeconform v1\.\d+\.\d+: .*'planted' not allowed/)
    }
  })

  test.each([
    ['maxSurge: 1', 'maxSurge: [1]'],
    ['fsGroup: 65532', 'fsGroup: users'],
    ['storage: 1Gi', 'storage: []'],
    ['replicas: 1', 'replica: 1'],
  ])('finds a value of the wrong type, deep inside: %s', async (value, planted) => {
    const all = await render(renderings.find(({ name }) => name === 'overlays/dev')!)
    expect(all).toContain(value)
    expect(await kubeconform(all.replace(value, planted))).toHaveLength(2)
  })
})

const withoutKubeScore = await skippedWithout('kubectl', 'kube-score')
describe.skipIf(withoutKubeScore)(`kube-score${withoutKubeScore}`, () => {
  test.each(renderings)('has no findings in $name', async (rendering) => {
    expect(await kubeScore(await render(rendering), rendering.components)).toEqual([])
  })

  test.each([
    [`slipway/${APPS[0]}:dev`, `slipway/${APPS[0]}:latest`, /latest/],
    ['readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', /root filesystem/],
    ['memory: 256Mi', 'hugepages-2Mi: 256Mi', /Memory limit/],
    ['path: /readyz', 'path: /livez', /same readiness and liveness/],
  ])('finds %s replaced by %s', async (value, planted, finding) => {
    const dev = renderings.find(({ name }) => name === 'overlays/dev')!
    const manifests = await render(dev)
    expect(manifests).toContain(value)
    expect((await kubeScore(manifests.replace(value, planted), dev.components)).join('\n')).toMatch(finding)
  })

  test('finds pods without a network policy or a disruption budget where a component should add them', async () => {
    const base = await render(renderings.find(({ name }) => name === 'base')!)
    const findings = (await kubeScore(base, ['network-policies', 'disruption-budgets'])).join('\n')
    expect(findings).toMatch(/NetworkPolicy/)
    expect(findings).toMatch(/PodDisruptionBudget/)
  })
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { APPS } from '@slipway/services'
import { stringify } from 'yaml'

/** As k8s/components/observe sets it. */
export const METRICS_PORT = 9464

/** Labels what the test runs on this machine created, so that the next run finds what a killed one left. */
export const HOST = { 'slipway.test/host': hostname().toLowerCase() }
/** The name of a run: its namespaces begin with it, and it is the tag of its images. */
export const runOf = (namespace: string) => /^slipway-test-\d+/.exec(namespace)![0]
export const labelsOf = (namespace: string) => ({ ...HOST, 'slipway.test/run': runOf(namespace) })

/** An image that a run has built and loaded. */
export const imageOf = (name: string, namespace: string) =>
  `localhost:5000/slipway/${name}:${runOf(namespace)}`

/** Writes an overlay on another one into a copy of the manifests, with another namespace and the images of the run. */
export function testOverlay(copy: string, base: 'dev' | 'prod' | 'lessons', namespace: string): string {
  const images = APPS.map((app) => ({ name: `localhost:5000/slipway/${app}`, newTag: runOf(namespace) }))
  // Images that are loaded without a registry have no digest: this replaces the ones that prod names.
  writeKustomization(join(copy, 'k8s/components/images'), { kind: 'Component', images })
  return writeKustomization(join(copy, 'k8s/overlays', namespace), {
    namespace,
    resources: [`../${base}`],
    ...(base === 'dev' && observedFrom(`${namespace}-clients`)),
    ...(base === 'prod' && callersIn(namespace)),
    images,
    labels: [{ pairs: labelsOf(namespace), includeTemplates: true }],
  })
}

/** The component `observe`, for a monitoring in this namespace. */
function observedFrom(monitoring: string) {
  const path = '/spec/ingress/0/from/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name'
  return {
    components: ['../../components/observe'],
    patches: [
      {
        target: { kind: 'NetworkPolicy', name: 'metrics' },
        patch: stringify([{ op: 'replace', path, value: monitoring }]),
      },
    ],
  }
}

/** The component `identity` names the namespace: the subject of a service account contains it. */
function callersIn(namespace: string) {
  const env = [{ name: 'CALLER_SUBJECT_PREFIX', value: `system:serviceaccount:${namespace}:` }]
  const pod = { spec: { containers: [{ name: 'app', env }] } }
  const patch = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'every-app' },
    spec: { template: pod },
  }
  return { patches: [{ target: { kind: 'Deployment' }, patch: stringify(patch) }] }
}

function writeKustomization(folder: string, content: object): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'kustomization.yaml'), stringify(content))
  return folder
}

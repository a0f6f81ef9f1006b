import { mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { APPS } from '@slipway/tools'
import { stringify } from 'yaml'

/** Marks what the test runs of this machine made, so that the next one finds what a killed one left. */
export const HOST = { 'slipway.test/host': hostname().toLowerCase() }
/** What all that a run makes is named after: its namespaces begin with this, its images have it as their tag. */
export const runOf = (namespace: string) => /^slipway-test-\d+/.exec(namespace)![0]
export const markOf = (namespace: string) => ({ ...HOST, 'slipway.test/run': runOf(namespace) })

/** An image that a run has built and loaded. */
export const imageOf = (name: string, namespace: string) =>
  `localhost:5000/slipway/${name}:${runOf(namespace)}`

/**
 * Writes an overlay on `dev` or `prod` into a copy of the manifests, which differs in what tests need: another
 * namespace, and images of their own.
 */
export function testOverlay(copy: string, base: 'dev' | 'prod', namespace: string): string {
  const images = APPS.map((app) => ({ name: `localhost:5000/slipway/${app}`, newTag: runOf(namespace) }))
  // They come without a registry, which would give them a digest.
  writeKustomization(join(copy, 'k8s/components/images'), { kind: 'Component', images })
  return writeKustomization(join(copy, 'k8s/overlays', namespace), {
    namespace,
    resources: [`../${base}`],
    images,
    labels: [{ pairs: markOf(namespace), includeTemplates: true }],
  })
}

function writeKustomization(folder: string, content: object): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'kustomization.yaml'), stringify(content))
  return folder
}

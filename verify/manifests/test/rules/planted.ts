import { STORED } from '@slipway/harness'
import { expect, test } from 'vitest'
import {
  type Container,
  copyOfManifests,
  type Expectations,
  listRenderings,
  parseResources,
  type Resource,
  render,
  skippedWithout,
  violations,
} from '../../src/index.ts'

/** Two apps with a store. */
export const [APP, OTHER_APP] = STORED as [string, string]

export const skipped = await skippedWithout('kubectl')

/** The base with all components. */
const { manifests: all, ...expected } = skipped ? { manifests: '' } : await renderAll()
async function renderAll(): Promise<Expectations & { manifests: string }> {
  using copy = copyOfManifests()
  const rendering = listRenderings(copy.path).find(({ name }) => name.includes('+ gateway-api +'))!
  const { external, imagesByDigest } = rendering
  return { external, imagesByDigest, manifests: await render(rendering) }
}
/** What is expected of them. */
export const EXPECTED = { external: [], imagesByDigest: true, ...expected } satisfies Expectations

/** The objects of all manifests, in which a test plants a violation. */
export class Manifests {
  readonly resources = parseResources(all)

  find(kind: string, name: string): Resource {
    return this.resources.find((one) => one.kind === kind && one.metadata.name.startsWith(name))!
  }
  remove(kind: string, name: string): void {
    this.resources.splice(this.resources.indexOf(this.find(kind, name)), 1)
  }
  pod(app = APP) {
    return this.find(app === 'redis' ? 'StatefulSet' : 'Deployment', app).spec.template.spec
  }
  container(app = APP): Container {
    return this.pod(app).containers[0]!
  }
}

export type Planted = [finding: string, plant: (manifests: Manifests) => unknown]

/** Declares a test for each violation: once it is planted, it is found, and nothing else is. */
export function testPlanted(planted: Planted[]): void {
  test.each(planted)('%s', (finding, plant) => {
    const manifests = new Manifests()
    // The name of a ConfigMap ends with a hash of its content.
    const { name } = manifests.find('ConfigMap', APP).metadata
    plant(manifests)
    expect(violations(manifests.resources, EXPECTED)).toEqual([finding.replace(`${APP}-HASH`, name)])
  })
}

import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { PUBLISHED } from '@slipway/harness'
import { APPS, ROOT } from '@slipway/services'
import { temporaryFolder } from '@slipway/testing'
import { writeImagesComponent } from '@slipway/tools'
import { describe, expect, test } from 'vitest'
import {
  copyOfManifests,
  ofKind,
  parseResources,
  render,
  renderOverlay,
  settingsOf,
  skippedWithout,
} from '../src/index.ts'

const skipped = await skippedWithout('kubectl')

describe.skipIf(skipped)(`the overlay prod${skipped}`, () => {
  test('renders from a fresh clone', async () => {
    using folder = temporaryFolder()
    for (const sources of ['k8s', 'docker/redis'])
      cpSync(join(ROOT, sources), join(folder.path, sources), { recursive: true })
    const resources = parseResources(await render({ folder: join(folder.path, 'k8s/overlays/prod') }))
    expect(imagesOf(resources).sort()).toHaveLength(APPS.length)
  })

  test('names what was pushed by its digest', async () => {
    using copy = copyOfManifests()
    const digests = Object.fromEntries(APPS.map((app, index) => [app, `sha256:${`${index}`.repeat(64)}`]))
    writeImagesComponent(join(copy.path, 'k8s/components/images'), 'registry.example.com/team', digests)
    const resources = parseResources(await render({ folder: join(copy.path, 'k8s/overlays/prod') }))
    const expected = APPS.map((app) => `registry.example.com/team/${app}@${digests[app]}`)
    expect(imagesOf(resources).sort()).toEqual(expected.sort())
  })

  test('has no live page', async () => {
    const resources = await renderOverlay('prod')
    const published = ofKind(resources, 'Deployment').find(({ metadata }) => metadata.name === PUBLISHED)!
    expect(settingsOf(published, resources).PAGE).toBe('off')
  })

  test('contains neither the public secrets nor demo data', async () => {
    const resources = await renderOverlay('prod')
    expect(ofKind(resources, 'Deployment')).toHaveLength(APPS.length)
    expect(ofKind(resources, 'Secret')).toEqual([])
    expect(JSON.stringify(resources)).not.toMatch(/SEED|development-only/)
  })
})

const imagesOf = (resources: ReturnType<typeof parseResources>) =>
  ofKind(resources, 'Deployment').map(({ spec }) => spec.template.spec.containers[0]!.image)

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { skipped as withoutDocker } from '@slipway/harness/docker'
import { APPS } from '@slipway/services'
import { LIBS, libsOf, writeImagesComponent } from '@slipway/tools'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  copyForSkaffold,
  parseResources,
  type Resource,
  type SkaffoldCopy,
  skippedWithout,
  withoutSkaffold,
} from '../src/index.ts'

const IMAGES = [...APPS, 'acceptance'].map((name) => `localhost:5000/slipway/${name}`).sort()

// Skaffold reads the images of the engine to name the tags.
const withoutEngine = withoutSkaffold || withoutDocker
describe.skipIf(withoutEngine)(`skaffold diagnose${withoutEngine}`, () => {
  test('finds the files of each image', async () => {
    using copy = await copyForSkaffold()
    const report = await copy.skaffold('diagnose')
    const files = [...report.matchAll(/Docker artifact: (\S+)\n.*\n - Dependencies: (\d+) files/g)]
    expect(files.map(([, image]) => image).sort()).toEqual(IMAGES)
    for (const [found, , count] of files) expect(Number(count), found).toBeGreaterThan(10)
  })

  test.each([
    ['dev', 'dev', {}],
    ['registry', 'production', { push: true }],
    ['prod', 'none', {}],
  ])('with the profile %s builds the stage %s', async (profile, stage, push) => {
    using copy = await copyForSkaffold()
    const { build } = parse(await copy.skaffold('diagnose', '--yaml-only', '--profile', profile))
    expect(build.artifacts?.[0].docker.target ?? 'none').toBe(stage)
    expect(build.local).toEqual({ useBuildkit: true, concurrency: 0, ...push })
  })
})

describe.skipIf(withoutEngine)(`a change${withoutEngine}`, () => {
  const changes: [file: string, images: string[]][] = [
    ...APPS.map((app): [string, string[]] => [`apps/${app}/src/main.ts`, [app]]),
    ...LIBS.map((lib): [string, string[]] => [`${lib}/src/index.ts`, usersOf(lib)]),
    ['acceptance/target.ts', ['acceptance']],
    [`apps/${APPS[0]}/test/new.test.ts`, []],
    ['package-lock.json', [...APPS, 'acceptance']],
  ]
  test.each(changes)('of %s builds %j again', async (file, expected) => {
    using copy = await copyForSkaffold()
    const before = await tags(copy)
    appendFileSync(join(copy.path, file), '\n')
    const after = await tags(copy)
    expect(Object.keys(after).sort()).toEqual(IMAGES)
    const changed = IMAGES.filter((image) => after[image] !== before[image])
    expect(changed).toEqual(expected.map((name) => `localhost:5000/slipway/${name}`).sort())
  })
})

const usersOf = (lib: string) => APPS.filter((app) => libsOf(`apps/${app}`).includes(lib))

/** The tags that Skaffold would give to the images. */
async function tags(copy: SkaffoldCopy): Promise<Record<string, string>> {
  const { builds } = JSON.parse(await copy.skaffold('build', '--dry-run', '--quiet'))
  return Object.fromEntries(
    builds.map(({ imageName, tag }: { imageName: string; tag: string }) => [imageName, tag]),
  )
}

const skipped = withoutEngine || (await skippedWithout('kubectl'))
describe.skipIf(skipped)(`skaffold render${skipped}`, () => {
  test.each(['dev', 'registry'])('with the profile %s names the images that it builds', async (profile) => {
    using copy = await copyForSkaffold()
    const built = await tags(copy)
    for (const { metadata, spec } of await deployments(copy, profile)) {
      const { image } = spec.template.spec.containers[0]!
      expect(image).toBe(built[`localhost:5000/slipway/${metadata.name}`])
    }
  })

  test('with the profile dev has pods that accept new sources, and stay up when those have a mistake', async () => {
    using copy = await copyForSkaffold()
    for (const { spec } of await deployments(copy, 'dev')) {
      const [container] = spec.template.spec.containers
      expect(spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 })
      expect(container).toMatchObject({ securityContext: { readOnlyRootFilesystem: false } })
      expect(container!.livenessProbe).toBeUndefined()
    }
  })

  test('with the profile prod names what was pushed by its digest', async () => {
    using copy = await copyForSkaffold()
    const digests = Object.fromEntries(APPS.map((app, index) => [app, `sha256:${`${index}`.repeat(64)}`]))
    writeImagesComponent(join(copy.path, 'k8s/components/images'), 'registry.example.com/team', digests)
    for (const { metadata, spec } of await deployments(copy, 'prod')) {
      const { image } = spec.template.spec.containers[0]!
      expect(image).toBe(`registry.example.com/team/${metadata.name}@${digests[metadata.name]}`)
    }
  })
})

async function deployments(copy: SkaffoldCopy, profile: string): Promise<Resource[]> {
  const offline = ['--offline=true', '--digest-source=tag']
  const manifests = parseResources(await copy.skaffold('render', '--profile', profile, ...offline))
  const found = manifests.filter(({ kind }) => kind === 'Deployment')
  expect(found.map(({ metadata }) => metadata.name).sort()).toEqual(APPS)
  return found
}

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PUBLISHED } from '@slipway/harness'
import { composeUp, docker, PREFIX, removeImages, runImages, skipped } from '@slipway/harness/docker'
import { APPS, PUBLIC_SERVICES } from '@slipway/services'
import { dockerAvailable, temporaryFolder } from '@slipway/testing'
import { freePorts } from '@slipway/tools'
import { describe, expect, test } from 'vitest'

const RELEASE = { VERSION: '1.2.3', REVISION: 'c0ffee0', SOURCE_DATE_EPOCH: '1700000000' }

describe.skipIf(!dockerAvailable)(`the registry${skipped}`, () => {
  test('gives back, by digest, the system that was pushed to it', async () => {
    await using registry = await startRegistry()
    using folder = temporaryFolder()
    const settings = { REGISTRY: registry.name, IMAGES_COMPONENT: folder.path, SBOM_FOLDER: folder.path }
    const { code, stdout, stderr } = await runImages(['--push'], { ...settings, ...RELEASE })
    expect(code, stderr).toBe(0)
    const images = [...stdout.matchAll(/^(\S+) +(\S+):1\.2\.3 (sha256:[0-9a-f]{64}) \+[\d.]+ MB$/gm)].map(
      ([, app, repository, digest]) => ({ app: app!, reference: `${repository}@${digest}` }),
    )
    expect(images.map(({ app }) => app)).toEqual(APPS)
    const references = images.map(({ reference }) => reference)
    expect(readImagesComponent(folder.path)).toEqual(references)

    for (const { app, reference } of images) {
      const content = await docker(['buildx', 'imagetools', 'inspect', reference])
      expect(content, 'provenance').toContain('vnd.docker.reference.type:   attestation-manifest')
      // A package may be installed twice, and is listed once.
      expect([...new Set(await packagesIn(reference))]).toEqual(readSbom(folder.path, app))
    }
    await removeImages(registry.name)
    await expect(docker(['image', 'inspect', references[0]!])).rejects.toThrow('No such image')

    const remove = () => docker(['image', 'rm', ...references])
    await using _ = { [Symbol.asyncDispose]: async () => void (await remove()) } // after the system
    await using system = await composeUp({ files: ['compose.yaml', writeOverride(folder.path, images)] })
    for (const { name, path } of PUBLIC_SERVICES) {
      const response = await fetch(system.url + path)
      expect(response.status).toBe(200)
      expect(response.headers.get('server-timing')).toMatch(new RegExp(`${PUBLISHED}.*${name}`))
    }
    const running = await system.compose('ps', '--format', '{{.Image}}')
    const byDigest = running.split('\n').filter((image) => image.includes('@'))
    expect(new Set(byDigest)).toEqual(new Set(references))
  })
})

/** The registry of compose.yaml, as a project of the test's own. */
async function startRegistry() {
  const port = await freePorts(1)
  const name = `localhost:${port}/slipway`
  const project = ['compose', '--project-name', `${PREFIX}-${port}`, '--profile', 'registry']
  const compose = (...args: string[]) => docker([...project, ...args], { REGISTRY_PORT: String(port) })
  const stop = async () => {
    await compose('down', '--volumes', '--timeout', '2')
    await removeImages(name)
  }
  try {
    await compose('up', '--detach', 'registry')
    const status = () =>
      fetch(`http://localhost:${port}/v2/`).then(
        (response) => response.status,
        () => undefined,
      )
    await expect.poll(status, { timeout: 30_000 }).toBe(200)
  } catch (error) {
    await stop()
    throw error
  }
  return { name, [Symbol.asyncDispose]: stop }
}

/** A file beside compose.yaml with the images named by digest, never built and always pulled. */
function writeOverride(folder: string, images: { app: string; reference: string }[]): string {
  const file = join(folder, 'by-digest.yaml')
  const lines = images.map(
    ({ app, reference }) => `  ${app}: { image: "${reference}", build: !reset null, pull_policy: always }\n`,
  )
  writeFileSync(file, `services:\n${lines.join('')}`)
  return file
}

/** The references in the component that names the images for Kubernetes. */
function readImagesComponent(folder: string): string[] {
  const component = readFileSync(join(folder, 'kustomization.yaml'), 'utf8')
  const named = component.matchAll(/newName: (\S+)\n +digest: (\S+)/g)
  return Array.from(named, ([, name, digest]) => `${name}@${digest}`)
}

/** The packages of an image, such as `fastify@5.12.8`. */
async function packagesIn(image: string): Promise<string[]> {
  const print = ['--print', "fs.readFileSync('node_modules/.package-lock.json', 'utf8')"]
  const lock = JSON.parse(await docker(['run', '--rm', '--entrypoint', '/nodejs/bin/node', image, ...print]))
  const packages: Record<string, { name?: string; version: string; link?: true }> = lock.packages
  return Object.entries(packages)
    .filter(([, { link }]) => !link)
    .map(([path, { name, version }]) => `${name ?? path.split('node_modules/').at(-1)}@${version}`)
    .sort()
}

/** The packages in the SBOM of an app. */
function readSbom(folder: string, app: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(folder, `${app}.spdx.json`), 'utf8'))
  return packages.map((one: { name: string; versionInfo: string }) => `${one.name}@${one.versionInfo}`).sort()
}

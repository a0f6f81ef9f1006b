import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dockerAnswers, temporaryFolder } from '@slipway/testing'
import { APPS, freePorts, ROOT } from '@slipway/tools'
import { describe, expect, it } from 'vitest'
import { docker, PREFIX, skipped } from './engine.ts'
import { removeImages, runImages } from './images.ts'

describe.skipIf(!dockerAnswers)(`the registry${skipped}`, () => {
  it('gives back, by digest, the system that was pushed to it', async () => {
    await using registry = await startRegistry()
    using folder = temporaryFolder()
    const settings = { REGISTRY: registry.name, IMAGES_COMPONENT: folder.path, ...RELEASE }
    const { code, stdout, stderr } = await runImages(['--push'], settings)
    expect(code, stderr).toBe(0)
    const images = [...stdout.matchAll(/^(\S+) +(\S+):1\.2\.3 (sha256:[0-9a-f]{64}) \+[\d.]+ MB$/gm)].map(
      ([, app, repository, digest]) => ({ app: app!, reference: `${repository}@${digest}` }),
    )
    expect(images.map(({ app }) => app)).toEqual(APPS)
    const component = readFileSync(join(folder.path, 'kustomization.yaml'), 'utf8')
    const pinned = [...component.matchAll(/newName: (\S+)\n +digest: (\S+)/g)]
    expect(pinned.map(([, name, digest]) => `${name}@${digest}`)).toEqual(
      images.map(({ reference }) => reference),
    )

    for (const { app, reference } of images) {
      const content = await docker(['buildx', 'imagetools', 'inspect', reference])
      expect(content, 'provenance').toContain('vnd.docker.reference.type:   attestation-manifest')
      // A package may be installed twice, and is listed once.
      expect([...new Set(await packagesIn(reference))]).toEqual(packagesInSbom(app))
    }
    await removeImages(registry.name)
    await expect(docker(['image', 'inspect', images[0]!.reference])).rejects.toThrow('No such image')

    await using system = await startFrom(images)
    const answer = await fetch(`${system.url}/api/products?limit=1`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('server-timing')).toMatch(/gateway.*catalog/)
    const running = await system.compose('ps', '--format', '{{.Image}}')
    expect(new Set(running.split('\n').filter((image) => image.includes('@')))).toEqual(
      new Set(images.map(({ reference }) => reference)),
    )
  })
})

const RELEASE = { VERSION: '1.2.3', REVISION: 'c0ffee0', SOURCE_DATE_EPOCH: '1700000000' }

async function startRegistry() {
  const port = await freePorts(1)
  const name = `localhost:${port}/slipway`
  const compose = (...args: string[]) =>
    docker(['compose', '--project-name', `${PREFIX}-${port}`, '--profile', 'registry', ...args], {
      REGISTRY_PORT: String(port),
    })
  const stop = async () => {
    await compose('down', '--volumes', '--timeout', '2')
    await removeImages(name)
  }
  await compose('up', '--detach', 'registry').catch(async (error) => {
    await stop()
    throw error
  })
  await expect
    .poll(
      () =>
        fetch(`http://localhost:${port}/v2/`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 30_000 },
    )
    .toBe(true)
  return { name, [Symbol.asyncDispose]: stop }
}

/** compose.yaml, with the images named by digest, never built and always pulled. */
async function startFrom(images: { app: string; reference: string }[]) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-registry-'))
  const file = join(folder, 'by-digest.yaml')
  const service = ({ app, reference }: (typeof images)[number]) =>
    `  ${app}: { image: "${reference}", build: !reset null, pull_policy: always }\n`
  writeFileSync(file, `services:\n${images.map(service).join('')}`)
  const port = await freePorts(1)
  const compose = (...args: string[]) =>
    docker(
      ['compose', '--project-name', `${PREFIX}-${port}`, '--file', 'compose.yaml', '--file', file, ...args],
      {
        GATEWAY_PORT: String(port),
      },
    )
  const stop = async () => {
    await compose('down', '--volumes', '--timeout', '2')
    rmSync(folder, { recursive: true })
    for (const { reference } of images) await docker(['image', 'rm', reference]).catch(() => {})
  }
  await compose('up', '--detach', '--wait').catch(async (error) => {
    await stop()
    throw error
  })
  return { url: `http://127.0.0.1:${port}`, compose, [Symbol.asyncDispose]: stop }
}

async function packagesIn(image: string): Promise<string[]> {
  const list = 'node_modules/.package-lock.json'
  const print = ['--print', `fs.readFileSync('${list}', 'utf8')`]
  const lock = JSON.parse(await docker(['run', '--rm', '--entrypoint', '/nodejs/bin/node', image, ...print]))
  const packages = Object.entries(
    lock.packages as Record<string, { name?: string; version: string; link?: true }>,
  )
  return packages
    .filter(([, { link }]) => !link)
    .map(([path, { name, version }]) => `${name ?? path.split('node_modules/').at(-1)}@${version}`)
    .sort()
}

function packagesInSbom(app: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, `dist/sbom/${app}.spdx.json`), 'utf8'))
  return packages.map((one: { name: string; versionInfo: string }) => `${one.name}@${one.versionInfo}`).sort()
}

import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { APPS } from '../apps.ts'
import { fail } from '../fail.ts'
import { run } from '../run.ts'
import { bake } from './build.ts'
import { copySources } from './source.ts'

export const LARGEST = 40 // MB that an image may add to its base, unpacked
const SLOWEST = 0.1 // of a cold build, for a rebuild after a one-line change

/** What an image takes on the disk beyond its base: the layers from the Dockerfile's `WORKDIR /app` on. */
export async function addedMegabytes(image: string): Promise<number> {
  const format = ['--no-trunc', '--human=false', '--format={{.Size}} {{.CreatedBy}}']
  const layers = (await run('docker', ['history', ...format, image])).split('\n') // newest first
  const own = layers.slice(0, layers.findIndex((layer) => layer.includes('WORKDIR /app')) + 1)
  return own.reduce((sum, layer) => sum + Number.parseInt(layer, 10), 0) / 1e6
}

/** Measures and prints both budgets; false where one is exceeded. */
export async function budgets(source: Record<string, string>, registry: string, platform: string) {
  const sizes = await Promise.all(APPS.map((app) => addedMegabytes(`${registry}/${app}:${source.VERSION}`)))
  const largest = Math.max(...sizes)
  const { cold, warm } = await buildTimes(platform)
  console.log(`largest image: ${largest.toFixed(1)} MB more than its base (budget ${LARGEST} MB)`)
  console.log(
    `cold build ${cold.toFixed(1)} s, rebuild after a one-line change ${warm.toFixed(1)} s: ${((100 * warm) / cold).toFixed(0)} % (budget ${100 * SLOWEST} %)`,
  )
  return largest <= LARGEST && warm <= SLOWEST * cold
}

/** In a copy, with an npm cache of its own: nothing of the checkout changes, and cold is as cold as in a new clone. */
async function buildTimes(platform: string) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-budgets-'))
  const env = { REGISTRY: 'slipway-budgets', VERSION: `${process.pid}`, REVISION: '' }
  const args = ['--load', '--provenance=false', `--set=*.platform=${platform}`]
  const npmCache = `--set=*.args.BUILDKIT_CACHE_MOUNT_NS=${folder}`
  const seconds = async (...more: string[]) => {
    const start = performance.now()
    if (!(await bake([...args, npmCache, ...more], env, folder))) {
      fail('The build to be measured failed: see the lines above.')
    }
    return (performance.now() - start) / 1e3
  }
  try {
    await copySources(folder)
    const cold = await seconds('--no-cache')
    appendFileSync(join(folder, 'apps/orders/src/main.ts'), '// one line more\n')
    return { cold, warm: await seconds() }
  } finally {
    rmSync(folder, { recursive: true })
    const images = APPS.map((app) => `${env.REGISTRY}/${app}:${env.VERSION}`)
    await run('docker', ['image', 'rm', ...images]).catch(() => {})
  }
}

// `npm run budgets --workspace verify/containers`: builds the images in a copy of the sources, cold and again after a
// one-line change, and compares sizes and times with their budgets.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { APPS } from '@slipway/services'
import { addedMegabytes, bake, copySources, fail, readBuilder, run } from '@slipway/tools'

const LARGEST = 40 // MB that an image may add to its base, unpacked
const SLOWEST = 0.1 // of a cold build, for a rebuild after a one-line change

const copy = mkdtempSync(join(tmpdir(), 'slipway-budgets-'))
const names = { REGISTRY: 'slipway-budgets', VERSION: `${process.pid}`, REVISION: '' }
const images = APPS.map((app) => `${names.REGISTRY}/${app}:${names.VERSION}`)
const kept = await measure().catch(({ message }: Error) => fail(message))
if (!kept) fail('A budget is exceeded.')

/** Prints both measurements; false where one exceeds its budget. */
async function measure(): Promise<boolean> {
  try {
    await copySources(copy)
    const cold = await build('--no-cache')
    appendFileSync(join(copy, 'apps', APPS[0]!, 'src/main.ts'), '// one line more\n')
    const warm = await build()
    const largest = Math.max(...(await Promise.all(images.map(addedMegabytes))))
    console.log(`largest image: base + ${largest.toFixed(1)} MB (budget ${LARGEST} MB)`)
    console.log(
      `cold build ${cold.toFixed(1)} s, rebuild after a one-line change ${warm.toFixed(1)} s: ${((100 * warm) / cold).toFixed(0)} % (budget ${100 * SLOWEST} %)`,
    )
    return largest <= LARGEST && warm <= SLOWEST * cold
  } finally {
    rmSync(copy, { recursive: true })
    await run('docker', ['image', 'rm', ...images]).catch(() => {}) // a build that failed left none
  }
}

/** Builds all images of the copy into the local engine; returns the seconds that it took. */
async function build(...args: string[]): Promise<number> {
  const { own } = await readBuilder()
  const options = ['--load', '--provenance=false', `--set=*.platform=${own}`]
  // An npm cache of its own: a cold build is as cold as in a new clone.
  const npmCache = `--set=*.args.BUILDKIT_CACHE_MOUNT_NS=${copy}`
  const start = performance.now()
  if (!(await bake([...options, npmCache, ...args], names, copy))) {
    throw new Error('The build to be measured failed: see the lines above.')
  }
  return (performance.now() - start) / 1e3
}

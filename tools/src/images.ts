// `npm run images`: builds the images of all apps, and pushes them where asked to.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { APPS, ROOT } from '@slipway/services'
import { fail } from './fail.ts'
import { bake } from './images/build.ts'
import { checkEngine, checkRegistry, readBuilder, registryResponds } from './images/checks.ts'
import { writeImagesComponent } from './images/kustomization.ts'
import { writeSboms } from './images/sbom.ts'
import { addedMegabytes } from './images/size.ts'
import { readSource } from './images/source.ts'
import { run } from './run.ts'

const HELP = `npm run images builds the images of ${APPS.join(', ')} into the local engine.

  --push      push them to the registry instead, with provenance and SBOM: two builds of one commit are the same

Settings, read from the environment:

  REGISTRY       where images are pushed to (default localhost:5000/slipway; REGISTRY_PORT moves the 5000)
  PLATFORMS      for --push (default linux/amd64,linux/arm64; the machine's own where no base image can be pulled)
  VERSION        the tag (default: the version in package.json, with -dirty where git has uncommitted changes)
  IMAGES_COMPONENT   where --push writes down the digests for Kubernetes (default k8s/components/images)
  SBOM_FOLDER    where --push writes an SBOM for each app (default dist/sbom)
  REVISION, SOURCE_DATE_EPOCH, SOURCE_URL   for the labels (default: the commit, its date, git's remote)
`

const { push } = readArguments()
await checkEngine()
const source = await readSource()
const registry = process.env.REGISTRY || `localhost:${process.env.REGISTRY_PORT || 5000}/slipway`
if (push && /^(localhost|127\.)/.test(registry)) await checkRegistry(registry)

const builder = await readBuilder()
const output = push
  ? [
      '--set=*.output=type=image,push=true,store=false,unpack=false,rewrite-timestamp=true',
      `--set=*.platform=${process.env.PLATFORMS || builder.platforms}`,
      `--provenance=${builder.attests ? 'mode=max' : 'false'}`,
      `--sbom=${builder.scans}`,
    ]
  : ['--load', `--set=*.platform=${builder.own}`, '--provenance=false']

const folder = mkdtempSync(join(tmpdir(), 'slipway-images-'))
const metadata = join(folder, 'metadata.json')
const built = await bake([...output, `--metadata-file=${metadata}`], { ...source, REGISTRY: registry })
if (!built) {
  rmSync(folder, { recursive: true })
  if (push && !(await registryResponds(registry))) await checkRegistry(registry)
  fail(`The ${push ? 'build or the push' : 'build'} failed: see the lines above.`)
}
const metadataByApp = JSON.parse(readFileSync(metadata, 'utf8'))
const digests = Object.fromEntries(
  APPS.map((app) => [app, metadataByApp[app]['containerimage.digest'] as string]),
)
rmSync(folder, { recursive: true })

for (const app of APPS) {
  const image = `${registry}/${app}:${source.VERSION}`
  // What was pushed is measured, and proved, by pulling it.
  if (push) await run('docker', ['pull', '--quiet', image])
  console.log(`${app.padEnd(8)} ${image} ${digests[app]} +${(await addedMegabytes(image)).toFixed(1)} MB`)
}
if (push) {
  const component = resolve(ROOT, process.env.IMAGES_COMPONENT || 'k8s/components/images')
  // A copy of this template may do without Kubernetes.
  if (existsSync(component)) {
    writeImagesComponent(component, registry, digests)
    console.log(
      `Digests, for Kubernetes: ${relative(ROOT, component)}. Commit them, so that the cluster follows.`,
    )
  }
  const sboms = resolve(ROOT, process.env.SBOM_FOLDER || 'dist/sbom')
  await writeSboms(sboms)
  console.log(
    `SBOM: ${relative(ROOT, sboms)}/*.spdx.json${builder.scans ? ', and attached to the images' : ''}`,
  )
  if (!builder.scans)
    console.log('No SBOM is attached: the scanner docker/buildkit-syft-scanner cannot be pulled.')
  if (!builder.attests)
    console.log('No provenance is attached: use the containerd image store, or another builder.')
}

function readArguments() {
  try {
    const options = {
      push: { type: 'boolean' },
      help: { type: 'boolean' },
    } as const
    const { values } = parseArgs({ options })
    if (values.help) {
      process.stdout.write(HELP)
      process.exit(0)
    }
    return values
  } catch (error) {
    return fail(`${(error as Error).message.split('. ')[0]}. See: npm run images -- --help`)
  }
}

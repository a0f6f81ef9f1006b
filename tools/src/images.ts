// `npm run images`: builds the images of all apps, and pushes them where asked to.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { APPS } from './apps.ts'
import { fail } from './fail.ts'
import { addedMegabytes, budgets } from './images/budgets.ts'
import { bake } from './images/build.ts'
import { checkEngine, checkRegistry, describeBuilder, registryAnswers } from './images/checks.ts'
import { writeSboms } from './images/sbom.ts'
import { describeSource } from './images/source.ts'
import { writeImagesComponent } from './manifests/images-component.ts'
import { run } from './run.ts'
import { ROOT } from './service-process.ts'

const HELP = `npm run images builds the images of gateway, catalog and orders into the local engine.

  --push      push them to the registry instead, with provenance and SBOM: two builds of one commit are the same
  --budgets   build, then measure what each image adds to its base, and a rebuild against a cold build

Settings, read from the environment:

  REGISTRY       where images are pushed to (default localhost:5000/slipway; REGISTRY_PORT moves the 5000)
  PLATFORMS      for --push (default linux/amd64,linux/arm64; the machine's own where no base image can be pulled)
  VERSION        the tag (default: the version in package.json, with -dirty where git has uncommitted changes)
  IMAGES_COMPONENT   where --push writes down the digests for Kubernetes (default k8s/components/images)
  REVISION, SOURCE_DATE_EPOCH, SOURCE_URL   for the labels (default: the commit, its date, git's remote)
`

const { push, budgets: measure } = readArguments()
await checkEngine()
const source = await describeSource()
const registry = process.env.REGISTRY || `localhost:${process.env.REGISTRY_PORT || 5000}/slipway`
if (push && /^(localhost|127\.)/.test(registry)) await checkRegistry(registry)

const builder = await describeBuilder()
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
  if (push && !(await registryAnswers(registry))) await checkRegistry(registry)
  fail(`The ${push ? 'build or the push' : 'build'} failed: see the lines above.`)
}
const described = JSON.parse(readFileSync(metadata, 'utf8'))
const digests = Object.fromEntries(
  APPS.map((app) => [app, described[app]['containerimage.digest'] as string]),
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
  writeImagesComponent(component, registry, digests)
  console.log(`Digests, for Kubernetes: ${relative(ROOT, component)}`)
  console.log(`SBOM: ${await writeSboms()}${builder.scans ? ', and attached to the images' : ''}`)
  if (!builder.scans)
    console.log('No SBOM is attached: the scanner docker/buildkit-syft-scanner cannot be pulled.')
  if (!builder.attests)
    console.log('No provenance is attached: use the containerd image store, or another builder.')
}
if (measure && !(await budgets(source, registry, builder.own))) process.exit(1)

function readArguments() {
  try {
    const options = {
      push: { type: 'boolean' },
      budgets: { type: 'boolean' },
      help: { type: 'boolean' },
    } as const
    const { values } = parseArgs({ options })
    if (values.help) {
      process.stdout.write(HELP)
      process.exit(0)
    }
    if (values.push && values.budgets) fail('--budgets measures local images: call it without --push.')
    return values
  } catch (error) {
    return fail(`${(error as Error).message.split('. ')[0]}. See: npm run images -- --help`)
  }
}

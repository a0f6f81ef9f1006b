// `npm run manifests --workspace verify/manifests`: renders every overlay, and every component alone and with all others,
// and checks the result.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail } from '@slipway/tools'
import { isInstalled, kubeconform, kubeScore, PROGRAMS, type Program } from './programs.ts'
import { copyManifests, listRenderings, type Rendering, render } from './renderings.ts'
import { parseResources } from './resources.ts'
import { violations } from './rules.ts'

if (process.argv.length > 2) fail('npm run manifests takes no arguments: it checks everything in k8s/.')
for (const [program, { install }] of Object.entries(PROGRAMS)) {
  if (!(await isInstalled(program as Program))) fail(`${program} is not installed. Get it: ${install}`)
}

const copy = mkdtempSync(join(tmpdir(), 'slipway-manifests-'))
// Kustomize names the file in the copy; people know it by its path in the repository.
const found = await checkAll().catch((error: Error) => fail(error.message.replaceAll(`${copy}/`, '')))
if (found > 0) fail(`\n${found} findings. Fix the manifest, or explain the exception next to it.`)

async function checkAll(): Promise<number> {
  try {
    copyManifests(copy)
    let found = 0
    for (const rendering of listRenderings(copy)) found += await check(rendering)
    return found
  } finally {
    rmSync(copy, { recursive: true })
  }
}

async function check(rendering: Rendering): Promise<number> {
  const manifests = await render(rendering)
  const resources = parseResources(manifests)
  const findings = [
    ...(await kubeconform(manifests)),
    ...(await kubeScore(manifests, rendering.components)),
    ...violations(resources, rendering),
  ]
  console.log(
    `${findings.length === 0 ? 'ok    ' : 'failed'}  ${rendering.name}, ${resources.length} objects`,
  )
  for (const finding of findings) console.log(`        ${finding}`)
  return findings.length
}

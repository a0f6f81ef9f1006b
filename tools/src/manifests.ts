// `npm run manifests`: renders every overlay and every component, alone and together, and checks what comes out.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail } from './fail.ts'
import { isInstalled, kubeconform, kubeScore, PROGRAMS, type Program } from './manifests/programs.ts'
import { copyManifests, listRenderings, type Rendering, render } from './manifests/renderings.ts'
import { parseResources } from './manifests/resources.ts'
import { violations } from './manifests/rules.ts'

if (process.argv.length > 2) fail('npm run manifests takes no arguments: it checks all that is below k8s/.')
for (const [program, { install }] of Object.entries(PROGRAMS)) {
  if (!(await isInstalled(program as Program))) fail(`${program} is not installed. Get it: ${install}`)
}

const copy = mkdtempSync(join(tmpdir(), 'slipway-manifests-'))
// What Kustomize says names the file; the path of the copy says nothing.
const found = await checkAll().catch((error: Error) => fail(error.message.replaceAll(`${copy}/`, '')))
if (found > 0) fail(`\n${found} findings. Mend the manifest, or explain the exception where it is.`)

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

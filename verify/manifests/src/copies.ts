import { temporaryFolder } from '@slipway/testing'
import { isInstalled, type Program } from './programs.ts'
import { copyManifests, render } from './renderings.ts'
import { parseResources, type Resource } from './resources.ts'

/** For the names of suites that need a program: why they are skipped, or nothing. */
export async function skippedWithout(...programs: Program[]): Promise<string> {
  for (const program of programs)
    if (!(await isInstalled(program))) return ` (skipped: ${program} is not on the PATH)`
  return ''
}

/** A copy of the manifests that a test may change, removed at the end of the block. */
export function copyOfManifests(): Disposable & { path: string } {
  const folder = temporaryFolder()
  copyManifests(folder.path)
  return folder
}

/** The objects of an overlay. */
export async function renderOverlay(name: string): Promise<Resource[]> {
  using copy = copyOfManifests()
  return parseResources(await render({ folder: `${copy.path}/k8s/overlays/${name}` }))
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { APPS } from '@slipway/services'
import { run } from '../run.ts'

interface Spdx {
  documentDescribes: string[]
  packages: { SPDXID: string; name: string }[]
  relationships: { spdxElementId: string; relatedSpdxElement: string; relationshipType: string }[]
}

/** Writes for each app the packages that its image contains, as SPDX, into a folder. */
export async function writeSboms(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const app of APPS) {
    const args = ['sbom', '--sbom-format=spdx', '--package-lock-only', `--workspace=@slipway/${app}`]
    const spdx = onlyProduction(JSON.parse(await run('npm', args)), `@slipway/${app}`)
    writeFileSync(join(folder, `${app}.spdx.json`), `${JSON.stringify(spdx, null, 2)}\n`)
  }
}

/** npm's own --omit=dev loses packages that development needs as well: follow the relationships instead. */
function onlyProduction(spdx: Spdx, root: string): Spdx {
  const start = spdx.packages.find(({ name }) => name === root)!.SPDXID
  const kept = new Set([start])
  // A set may grow while it is walked: what is added is visited too.
  for (const id of kept) {
    for (const { spdxElementId, relatedSpdxElement, relationshipType } of spdx.relationships) {
      if (relatedSpdxElement !== id) continue
      if (['DEPENDENCY_OF', 'PREREQUISITE_FOR'].includes(relationshipType)) kept.add(spdxElementId)
    }
  }
  return {
    ...spdx,
    documentDescribes: [start],
    packages: spdx.packages.filter(({ SPDXID }) => kept.has(SPDXID)),
    relationships: spdx.relationships
      .filter(
        ({ spdxElementId, relatedSpdxElement }) => kept.has(spdxElementId) && kept.has(relatedSpdxElement),
      )
      .concat({
        spdxElementId: 'SPDXRef-DOCUMENT',
        relatedSpdxElement: start,
        relationshipType: 'DESCRIBES',
      }),
  }
}

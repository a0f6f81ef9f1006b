import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { edit, lineAdded, lineRemoved, yamlAdded, yamlRemoved } from './edits.ts'
import type { LineEntry } from './lines.ts'
import type { YamlEntry } from './yaml-entry.ts'

const SCOPE = '@slipway/'
/** The lib by which services call others: a service has it from its first call on. */
const LIB = '@slipway/upstream'
const FOLDER = 'libs/upstream'

/** What copies it into the image. */
function copiesOf(app: string): LineEntry[] {
  const file = `apps/${app}/Dockerfile`
  return [
    {
      file,
      after: /^COPY libs\/\S+\/package\.json /,
      line: `COPY ${FOLDER}/package.json ${FOLDER}/`,
    },
    {
      file,
      after: /^COPY --chown=1000:1000 libs\//,
      line: `COPY --chown=1000:1000 ${FOLDER}/src ${FOLDER}/src`,
    },
    { file, after: /^COPY --chmod=755 libs\//, line: `COPY --chmod=755 ${FOLDER} ${FOLDER}` },
  ]
}

/** Where its types are; JSON is YAML too. */
const referenceOf = (app: string): YamlEntry => ({
  file: `apps/${app}/tsconfig.json`,
  at: ['references'],
  text: `{ "path": "../../${FOLDER}" }`,
})

/** Gives an app the lib, unless it has it. @returns what is left to do by hand: a line each */
export function addUpstreamLib(root: string, app: string): string[] {
  changeManifest(root, app, (manifest) => {
    const dependencies = Object.entries<string>(manifest.dependencies)
    if (LIB in manifest.dependencies) return
    // Behind the other libs: in a copy with a name of its own, these are not where the alphabet has them.
    const last = dependencies.findLastIndex(([name]) => name.startsWith(SCOPE) && name < LIB)
    manifest.dependencies = Object.fromEntries(dependencies.toSpliced(last + 1, 0, [LIB, '*']))
  })
  return edit(root, [yamlAdded(referenceOf(app)), ...copiesOf(app).map(lineAdded)])
}

/** Takes it from an app whose sources do not use it any more: one that calls something else keeps it. */
export function removeUnusedUpstreamLib(root: string, app: string): void {
  const sources = globSync(`apps/${app}/{src,test}/**/*.ts`, { cwd: root })
  if (sources.some((file) => readFileSync(join(root, file), 'utf8').includes(LIB))) return
  changeManifest(root, app, ({ dependencies, service }) => {
    delete dependencies[LIB]
    if (service.calls?.length === 0) delete service.calls
  })
  edit(root, [yamlRemoved(referenceOf(app)), ...copiesOf(app).map(lineRemoved)])
}

// biome-ignore lint/suspicious/noExplicitAny: a package.json, of which this changes two fields.
function changeManifest(root: string, app: string, change: (manifest: any) => void): void {
  const file = join(root, 'apps', app, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  const before = JSON.stringify(manifest)
  change(manifest)
  if (JSON.stringify(manifest) !== before) writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
}

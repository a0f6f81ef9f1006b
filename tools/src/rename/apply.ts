import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { appsOf, outputOf, readText, trackedFiles } from './files.ts'
import { type Identity, readIdentity, writeIdentity } from './identity.ts'
import { addCopyright } from './license.ts'
import { updateLockFile } from './lock-file.ts'
import { dropMeasurements } from './measurements.ts'
import { replacer } from './replace.ts'

/**
 * Renames a checkout, and depends on nothing but its files and the answers: the same twice gives the same. `biome` and
 * `npm` must be on the PATH.
 */
export function apply(root: string, to: Identity): void {
  const rename = replacer(readIdentity(root), to, appsOf(root))
  dropMeasurements(root)
  for (const file of trackedFiles(root)) {
    const text = readText(root, file)
    const renamed = text && rename(text)
    if (renamed && renamed !== text) writeFileSync(join(root, file), renamed)
    const path = rename(file)
    if (path === file) continue
    mkdirSync(dirname(join(root, path)), { recursive: true })
    outputOf(root, 'git', 'mv', file, path)
  }
  const license = join(root, 'LICENSE')
  if (to.owner) writeFileSync(license, addCopyright(readFileSync(license, 'utf8'), to.owner, to.year!))
  writeIdentity(root, to)
  outputOf(root, 'biome', 'check', '--write', '.') // imports are sorted by name
  updateLockFile(root)
}

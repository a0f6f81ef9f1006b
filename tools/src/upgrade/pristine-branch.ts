import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { outputOf } from '../rename/files.ts'
import type { Identity } from '../rename/identity.ts'
import { git, succeeds } from './git.ts'

/** Has the versions of the template that the copy has taken, renamed, without the copy's own changes. */
export const BRANCH = 'template'
const REF = `refs/heads/${BRANCH}`
/** Runs with no package of that version's own: see there. */
const RENAME = 'tools/src/rename/pristine.ts'

/** The last commit of the branch, where it is the version that the copy has, under the name that it has. */
export function currentPristine(root: string): string | undefined {
  if (!succeeds(root, 'diff', '--quiet', REF, 'HEAD', '--', '.template.json')) return undefined
  return git(root, 'rev-parse', REF)
}

/**
 * Commits a version of the template, renamed by its own code, to the branch.
 * @param parent the commit that it follows; by default the branch's last one, if there is one
 * @returns the commit
 */
export function commitPristine(root: string, commit: string, identity: Identity, parent = tip(root)): string {
  const { version } = identity.template!
  console.log(`Renaming ${version} to ${identity.title} …`)
  const folder = mkdtempSync(join(tmpdir(), 'slipway-upgrade-'))
  try {
    git(root, 'worktree', 'add', '--quiet', '--detach', folder, commit)
    if (!existsSync(join(folder, RENAME)))
      throw new Error(
        `${version} of the template cannot rename itself: it has no ${RENAME}. Take a later one.`,
      )
    outputOf(folder, process.execPath, RENAME, JSON.stringify(identity))
    git(folder, 'add', '--all')
    const parents = parent ? ['-p', parent] : []
    const message = `The template, version ${version}, renamed`
    const made = git(root, 'commit-tree', git(folder, 'write-tree'), ...parents, '-m', message)
    git(root, 'update-ref', REF, made)
    return made
  } finally {
    succeeds(root, 'worktree', 'remove', '--force', folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Tells git that the copy has this version already, changed: the next merge compares with it. Changes no file. */
export function joinPristine(root: string, commit: string): void {
  if (succeeds(root, 'merge-base', '--is-ancestor', commit, 'HEAD')) return
  const message = 'This copy was made of that version of the template'
  git(root, 'merge', '--quiet', '--strategy=ours', '--allow-unrelated-histories', '-m', message, commit)
}

const tip = (root: string): string | undefined =>
  succeeds(root, 'rev-parse', '--verify', '--quiet', REF) ? git(root, 'rev-parse', REF) : undefined

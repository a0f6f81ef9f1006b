import { spawnSync } from 'node:child_process'
import { LOCK, updateLockFile } from '../rename/lock-file.ts'
import { git, succeeds } from './git.ts'
import { BRANCH } from './pristine-branch.ts'

/** Merges the branch of pristine versions. The lock file is npm's to merge; all other conflicts are the person's. */
export function mergeVersion(root: string, tag: string): void {
  const merge = ['merge', '--no-ff', '--no-commit', '-m', `Upgrade to ${tag} of the template`, BRANCH]
  const { stdout, stderr } = spawnSync('git', merge, { cwd: root, encoding: 'utf8' })
  const conflicts = git(root, 'diff', '--name-only', '--diff-filter=U').split('\n').filter(Boolean)
  if (!succeeds(root, 'rev-parse', '--verify', '--quiet', 'MERGE_HEAD')) throw new Error(`${stdout}${stderr}`)
  if (conflicts.some((file) => file !== LOCK))
    throw new Error(
      `${stdout}${stderr}
Resolve the conflicts (git status lists them), then:

  npm install --package-lock-only
  git add --all && git commit --no-edit
  npm ci && npm test

To give up: git merge --abort`,
    )
  try {
    updateLockFile(root, '--prefer-offline')
  } catch (error) {
    throw new Error(
      `${(error as Error).message}\n\nAll but ${LOCK} is merged. Once npm can write it: npm install --package-lock-only && git add --all && git commit --no-edit`,
    )
  }
  git(root, 'add', '--all')
  git(root, 'commit', '--quiet', '--no-edit')
  console.log(`Merged ${tag}: ${git(root, 'diff', '--shortstat', 'HEAD^', 'HEAD')}. Next: npm ci && npm test`)
}

import { spawnSync } from 'node:child_process'
import { fail } from '../fail.ts'

/** Ends the command unless git could undo all that it changes. */
export function requireCleanTree(root: string): void {
  const { error, status, stdout } = spawnSync('git', ['status', '--porcelain'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (error) fail('git is not on the PATH. Install it: it is what undoes this command.')
  if (status !== 0)
    fail(
      'This folder is not in git, which is what undoes this command. Run: git init && git add --all && git commit --message Begin',
    )
  if (stdout)
    fail(
      `There are changes that are not committed:\n${stdout}Commit them, or put them aside (git stash --include-untracked): git is what undoes this command.`,
    )
}

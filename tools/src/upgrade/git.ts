import { spawnSync } from 'node:child_process'
import { outputOf } from '../rename/files.ts'

/** @throws Error with what git wrote, where it fails. */
export const git = (root: string, ...args: string[]): string => outputOf(root, 'git', ...args).trim()

/** Whether git succeeds. */
export const succeeds = (root: string, ...args: string[]): boolean =>
  spawnSync('git', args, { cwd: root, stdio: 'ignore' }).status === 0

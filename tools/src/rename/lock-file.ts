import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { outputOf } from './files.ts'

export const LOCK = 'package-lock.json'

/**
 * Lets npm write the lock file as the package.json files say, and install nothing. It merges one with conflict markers.
 * @param network `--offline` where nothing was added
 */
export function updateLockFile(root: string, network: '--offline' | '--prefer-offline' = '--offline'): void {
  if (!existsSync(join(root, LOCK))) return // whoever has another package manager has another file
  const quiet = ['--no-audit', '--no-fund']
  outputOf(root, 'npm', 'install', '--package-lock-only', '--ignore-scripts', network, ...quiet)
}

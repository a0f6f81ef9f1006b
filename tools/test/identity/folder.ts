import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder for keys, which does not exist yet. */
export function keysFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-identity-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'identity')
}

/** The mode of a file, such as `600`. */
export const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

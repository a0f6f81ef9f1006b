import { execFile } from 'node:child_process'
import { accessSync, constants, mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '@slipway/tools'

/** Runs the bench as `npm run bench` does; rejects with what it wrote where its exit code is not 0. */
export const bench = (args: string[], env: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, [join(ROOT, 'tools/src/bench.ts'), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  })

/** A PATH on which only these programs are, as far as this machine has them. */
export function pathWith(folder: string, programs: string[]): string {
  mkdirSync(folder)
  for (const program of programs) {
    const file = process.env
      .PATH!.split(delimiter)
      .map((place) => join(place, program))
      .find(isExecutable)
    if (file) symlinkSync(file, join(folder, program))
  }
  return folder
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

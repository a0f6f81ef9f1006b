import { accessSync, constants, mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runCommand } from '@slipway/testing'

/** Runs the bench as `npm run bench --workspace verify/bench` does. */
export const bench = (args: string[], env: Record<string, string> = {}) =>
  runCommand(process.execPath, [join(import.meta.dirname, '../src/main.ts'), ...args], { env })

/** A PATH with only these programs, as far as this machine has them. */
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

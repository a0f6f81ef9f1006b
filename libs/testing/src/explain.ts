import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { outputOf } from './command.ts'
import type { TestSystem } from './system.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Writes the log lines of a system until now to a file. */
export function writeLogs({ lines }: TestSystem, file: string): void {
  // Each is after the name of its process.
  writeFileSync(file, lines.map((line) => `${line.slice(line.indexOf(' ') + 1)}\n`).join(''))
}

/** What `npm run explain` says of an order or a request; throws where it fails. */
export async function explain(system: TestSystem, id: string): Promise<string> {
  using folder = temporaryFolder()
  const file = join(folder.path, 'log')
  writeLogs(system, file)
  return await outputOf(process.execPath, ['tools/src/explain.ts', id, '--from', file], { cwd: ROOT })
}

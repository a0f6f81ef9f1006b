import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { runCommand, temporaryFolder } from '@slipway/testing'
import { expect } from 'vitest'
import type { PartName } from '../src/parts/index.ts'

/** Runs the command on a copy of the page in this folder. */
export function evaluate(folder: string, ...args: string[]) {
  cpSync(join(ROOT, 'docs/evaluation.md'), join(folder, 'evaluation.md'))
  const main = join(import.meta.dirname, '../src/main.ts')
  return runCommand(process.execPath, [main, ...args, '--out', folder])
}

/** A quick run of one part: its report, and what was written about it. Whether promises are kept is not its matter. */
export async function quickly<Report>(
  part: PartName,
): Promise<{ report: Report; page: string; svg: string }> {
  using folder = temporaryFolder()
  const { code, stdout, stderr } = await evaluate(folder.path, '--quick', '--only', part)
  expect(code, stdout + stderr).toBeLessThan(2)
  const read = (name: string) => readFileSync(join(folder.path, name), 'utf8')
  return {
    report: JSON.parse(read(`evaluation/${part}.json`)).report,
    page: read('evaluation.md'),
    svg: read(`evaluation/${part}.svg`),
  }
}

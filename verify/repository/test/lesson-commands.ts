import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shellLines } from '@slipway/harness'
import { ROOT } from '@slipway/services'

/** The commands of the section Lessons in docs/operations.md. */
export function lessonCommands(): string[] {
  const sections = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8').split(/^## /m)
  return shellLines(sections.find((section) => section.startsWith('Lessons\n'))!)
}

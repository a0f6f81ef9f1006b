import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NewService } from '../services/new-service.ts'
import { rename } from '../services/spellings.ts'
import { changeManifests } from './manifests.ts'
import { withoutMarked } from './marks.ts'
import { withExamples, withoutDeadLinks, withoutRows, withoutSections } from './pages.ts'
import { EDITS, REMOVED, ROWS, SECTIONS } from './shop.ts'

/** The pages that the new system has instead of the template's; they name the sample, as it does itself. */
const PAGES = ['README.md', 'AGENTS.md']

/**
 * Takes all that is about the shop out of a checkout, but for its services, and what `docs/` says of them.
 * @param files what git knows
 * @returns what was not found: a line each
 */
export function takeOutShop(root: string, files: string[], service: NewService): string[] {
  for (const page of PAGES)
    writeFileSync(join(root, page), rename(read(root, `templates/clean/${page}`), service))
  for (const pattern of REMOVED)
    for (const path of globSync(pattern, { cwd: root })) rmSync(join(root, path), { recursive: true })
  const marked = existing(root, files).filter((file) => read(root, file).includes('start-clean removes '))
  for (const file of marked) change(root, file, withoutMarked)
  changeManifests(root)
  return EDITS.filter(({ file }) => existing(root, [file]).length > 0).flatMap(({ file, from, to }) => {
    const edited = change(root, file, (text) => text.replace(from, to.replace('SERVICE', service.name)))
    return edited ? [] : [`${file} has nothing like ${from}`]
  })
}

/** Takes the shop out of `docs/`, once its services are gone: what is left of them are examples. */
export function takeOutOfPages(root: string, files: string[], service: NewService): void {
  for (const file of existing(root, files).filter((one) => /^docs\/.*\.md$/.test(one))) {
    change(root, file, (text) => withoutRows(withoutSections(text, SECTIONS[file] ?? []), ROWS))
    change(root, file, (text) => withoutDeadLinks(withExamples(text, service), root, file))
  }
}

const read = (root: string, file: string) => readFileSync(join(root, file), 'utf8')

const existing = (root: string, files: string[]) =>
  files.filter((file) => globSync(file, { cwd: root }).length > 0)

/** @returns whether that changed the file */
function change(root: string, file: string, how: (text: string) => string): boolean {
  const before = read(root, file)
  const after = how(before)
  if (after !== before) writeFileSync(join(root, file), after)
  return after !== before
}

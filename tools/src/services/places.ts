import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentsOf, entriesOf } from './entries.ts'
import { callerEntries } from './entries-call.ts'
import { addLine, linesOf, removeLine } from './lines.ts'
import type { NewService } from './new-service.ts'
import {
  addDocument,
  addToYaml,
  NoSuchPlace,
  removeDocument,
  removeFromYaml,
  type YamlEntry,
} from './yaml-entry.ts'

/**
 * Enters a service in every file that names services. Files that this copy of the template does without are left out.
 * @returns what could not be entered, as somebody has changed the file: a line each
 */
export function enter(root: string, service: NewService): string[] {
  return edit(root, [
    ...entriesOf(service).map((one) => ({ file: one.file, change: (text: string) => addToYaml(text, one) })),
    ...documentsOf(service).map(({ file, text }) => ({
      file,
      change: (old: string) => addDocument(old, service.name, text),
    })),
    ...linesOf(service).map((one) => ({
      file: one.file,
      change(text: string) {
        const added = addLine(text, one)
        if (added === undefined) throw new NoSuchPlace(`${one.file} has no place for "${one.line}"`)
        return added
      },
    })),
  ])
}

/** Removes a service from them. @returns what was not found */
export function removeFrom(root: string, service: NewService): string[] {
  const remove = (one: YamlEntry) => ({
    file: one.file,
    change: (text: string) => removeFromYaml(text, one),
  })
  edit(root, callerEntries(service).map(remove)) // where nothing has a place, nothing was entered
  return edit(root, [
    // In reverse: what is in the place of another entry first.
    ...entriesOf({ ...service, callers: [] })
      .toReversed()
      .map(remove),
    ...documentsOf(service).map(({ file }) => ({
      file,
      change: (text: string) => removeDocument(text, service.name),
    })),
    ...linesOf(service).map((one) => ({ file: one.file, change: (text: string) => removeLine(text, one) })),
  ])
}

function edit(root: string, edits: { file: string; change(text: string): string }[]): string[] {
  return edits.flatMap(({ file, change }) => {
    const path = join(root, file)
    if (!existsSync(path)) return []
    try {
      writeFileSync(path, change(readFileSync(path, 'utf8')))
      return []
    } catch (error) {
      if (!(error instanceof NoSuchPlace)) throw error
      return [error.message]
    }
  })
}

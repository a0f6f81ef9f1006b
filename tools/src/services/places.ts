import { edit, lineAdded, lineRemoved, yamlAdded, yamlRemoved } from './edits.ts'
import { documentsOf, entriesOf } from './entries.ts'
import { callerEntries } from './entries-call.ts'
import { linesOf } from './lines.ts'
import type { NewService } from './new-service.ts'
import { addDocument, removeDocument } from './yaml-entry.ts'

/**
 * Enters a service in every file that names services. Files that this copy of the template does without are left out.
 * @returns what could not be entered, as somebody has changed the file: a line each
 */
export function enter(root: string, service: NewService): string[] {
  return edit(root, [
    ...entriesOf(service).map(yamlAdded),
    ...documentsOf(service).map(({ file, text }) => ({
      file,
      change: (old: string) => addDocument(old, service.name, text),
    })),
    ...linesOf(service).map(lineAdded),
  ])
}

/** Removes a service from them. @returns what was not found */
export function removeFrom(root: string, service: NewService): string[] {
  edit(root, callerEntries(service).map(yamlRemoved)) // where nothing has a place, nothing was entered
  return edit(root, [
    // In reverse: what is in the place of another entry first.
    ...entriesOf({ ...service, callers: [] })
      .toReversed()
      .map(yamlRemoved),
    ...documentsOf(service).map(({ file }) => ({
      file,
      change: (text: string) => removeDocument(text, service.name),
    })),
    ...linesOf(service).map(lineRemoved),
  ])
}

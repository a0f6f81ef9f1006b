import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addLine, type LineEntry, removeLine } from './lines.ts'
import { addToYaml, NoSuchPlace, removeFromYaml, type YamlEntry } from './yaml-entry.ts'

/** A change to a file that exists already. */
export interface Edit {
  file: string
  /** @throws NoSuchPlace */
  change(text: string): string
}

/** Adds an entry to a YAML file. */
export const yamlAdded = (one: YamlEntry): Edit => ({
  file: one.file,
  change: (text) => addToYaml(text, one),
})

/** Removes one from it. */
export const yamlRemoved = (one: YamlEntry): Edit => ({
  file: one.file,
  change: (text) => removeFromYaml(text, one),
})

/** Adds a line to another file. */
export const lineAdded = (one: LineEntry): Edit => ({
  file: one.file,
  change(text) {
    const added = addLine(text, one)
    if (added === undefined) throw new NoSuchPlace(`${one.file} has no place for "${one.line}"`)
    return added
  },
})

/** Removes one from it. */
export const lineRemoved = (one: LineEntry): Edit => ({
  file: one.file,
  change: (text) => removeLine(text, one),
})

/** Edits the files that are there. @returns what could not be done, as somebody has changed the file: a line each */
export function edit(root: string, edits: Edit[]): string[] {
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

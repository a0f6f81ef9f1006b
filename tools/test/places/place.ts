import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Service } from '@slipway/services'
import { parseAllDocuments } from 'yaml'

/** What each file that names services must say about them. */
export interface Place {
  /** Relative to the root of the repository. A file that does not exist is checked only where `required`. */
  file: string
  required?: boolean
  /** What the file lacks, as the end of a sentence: `no service payments`. */
  lacks(text: string, services: Service[]): string[]
}

/** The findings of all places: one line each, which begins with the file. */
export function findings(places: Place[], root: string, services: Service[]): string[] {
  return places.flatMap(({ file, required, lacks }) => {
    const path = join(root, file)
    if (!existsSync(path)) return required ? [`${file}: the file does not exist`] : []
    return lacks(readFileSync(path, 'utf8'), services).map((lack) => `${file}: ${lack}`)
  })
}

// biome-ignore lint/suspicious/noExplicitAny: YAML of many shapes; a missing field is a finding, not an error.
export type Yaml = any

/** The documents of a YAML file. */
export const documents = (text: string): Yaml[] =>
  parseAllDocuments(text, { merge: true }).map((document) => document.toJS())

/** The findings among pairs of a condition that must hold and what is lacking where it does not. */
export const unmet = (...conditions: [holds: unknown, lack: string][]): string[] =>
  conditions.filter(([holds]) => !holds).map(([, lack]) => lack)

/** The services that others call. */
export const called = (services: Service[]) =>
  services.filter(({ name }) => services.some(({ calls }) => calls.includes(name)))

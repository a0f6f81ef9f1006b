import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { isSafe } from 'redos-detector'
import { parseAst } from 'vite'

/**
 * The regular expressions below folders that may need more than linear time: a client that chooses the text could block
 * the event loop with one (CWE-1333). Each as `file: expression`.
 */
export function slowExpressions(...folders: string[]): string[] {
  return folders
    .flatMap((folder) => globSync('**/*.ts', { cwd: folder }).map((file) => join(folder, file)))
    .flatMap((file) =>
      expressionsIn(readFileSync(file, 'utf8'))
        .filter((expression) => !isSafe(expression).safe)
        .map((expression) => `${file}: ${expression}`),
    )
}

/** The literals of a source, and each `pattern` of a schema. */
function expressionsIn(source: string): RegExp[] {
  const found: RegExp[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, regex, key, value } = node as Record<string, Record<string, string>> & { type: string }
    if (type === 'Literal' && regex) found.push(new RegExp(regex.pattern!, regex.flags))
    if (type === 'Property' && key?.name === 'pattern' && typeof value?.value === 'string') {
      found.push(new RegExp(value.value, 'u'))
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(parseAst(stripTypeScriptTypes(source)))
  return found
}

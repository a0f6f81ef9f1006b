import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const markers = (part: string): [string, string] => [`<!-- ${part}: generated -->\n`, `\n<!-- /${part} -->`]

/** The table of a part, as it stands between its markers. @throws where they are missing. */
export function readTable(text: string, part: string): string {
  const [from, to] = markers(part)
  const [before, after] = [text.indexOf(from), text.indexOf(to)]
  if (before < 0 || after < before) throw new Error(`no place for the table of "${part}"`)
  return text.slice(before + from.length, after)
}

/** Puts a table between its markers in the README of a folder, where it has one. */
export function writeTable(folder: string, part: string, table: string): void {
  const file = join(folder, 'README.md')
  if (!existsSync(file)) return
  const text = readFileSync(file, 'utf8')
  const [from, to] = markers(part)
  const old = readTable(text, part)
  writeFileSync(
    file,
    text.replace(from + old + to, () => from + table + to),
  )
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const markers = (part: string): [string, string] => [`<!-- ${part}: generated -->\n`, `\n<!-- /${part} -->`]

/** The table of a part, between its markers. @throws where they are missing. */
export function readTable(text: string, part: string): string {
  const [from, to] = markers(part)
  const [before, after] = [text.indexOf(from), text.indexOf(to)]
  if (before < 0 || after < before) throw new Error(`the markers for the table of "${part}" are missing`)
  return text.slice(before + from.length, after)
}

/** Writes a table between its markers in a page, if there is such a file. */
export function writeTable(page: string, part: string, table: string): void {
  if (!existsSync(page)) return
  const text = readFileSync(page, 'utf8')
  const [from, to] = markers(part)
  const old = readTable(text, part)
  writeFileSync(
    page,
    text.replace(from + old + to, () => from + table + to),
  )
}

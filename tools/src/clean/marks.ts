/** The end of a line that goes; the comment may be one of TypeScript, YAML or Markdown. */
const LINE = /start-clean removes this line(?: -->)?$/
const BEGIN = /start-clean removes from here(?: -->)?$/
const END = /^\s*(?:\/\/|#|<!--) to here(?: -->)?$/

/**
 * A text without the lines that are marked as parts of the shop, and without the marks.
 * @throws Error where a marked block has no end
 */
export function withoutMarked(text: string): string {
  const kept: string[] = []
  let inside = false
  let removed = false
  for (const line of text.split('\n')) {
    if (inside) inside = !END.test(line)
    else if (BEGIN.test(line)) inside = removed = true
    else if (!LINE.test(line)) {
      // The empty line below a removed block would follow the one above it.
      if (!(removed && line === '' && (kept.length === 0 || kept.at(-1) === ''))) kept.push(line)
      removed = false
    }
  }
  if (inside) throw new Error('a block begins with "start-clean removes from here" and has no end')
  return `${kept.join('\n').replace(/\n+$/, '')}\n`
}

import { CLIENT } from './callers.ts'
import type { Entry } from './entry.ts'

const ARROWS: Record<Entry['kind'], string> = { request: '->>', response: '-->>', failure: '-x', note: '' }

/** Draws what happened as a sequence diagram. https://mermaid.js.org/syntax/sequenceDiagram.html */
export function draw(timeline: Entry[]): string {
  const names = [...new Set([CLIENT, ...timeline.flatMap(({ from, to }) => (to ? [from, to] : [from]))])]
  const ids = new Map(names.map((name, i) => [name, `p${i}`]))
  const participants = names.map((name) => `  participant ${ids.get(name)} as ${plain(name)}`)
  const steps = timeline.map(({ kind, from, to, text }) =>
    to
      ? `  ${ids.get(from)}${ARROWS[kind]}${ids.get(to)}: ${plain(text)}`
      : `  Note over ${ids.get(from)}: ${plain(text)}`,
  )
  return `${['sequenceDiagram', ...participants, ...steps].join('\n')}\n`
}

/** `;`, `#` and `%%{…}%%` mean something to Mermaid wherever they are, and a line ends a statement. */
const plain = (text: string) => text.replace(/[;#]|%%/g, ',').replace(/\s+/g, ' ')

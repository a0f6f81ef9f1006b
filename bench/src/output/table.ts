import type { Machine } from '../machine.ts'
import type { Summary } from '../statistics.ts'

/** A table in Markdown: the first column holds names, the others numbers. */
export function table(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** The median, and the least and the most of all rounds. */
export const spread = ({ median, min, max }: Summary) => `${median} (${min} to ${max})`

export const place = (machine: Machine) =>
  `${machine.date}: ${machine.cores} × ${machine.cpu}, ${machine.memory}, ${machine.system}, Linux ${machine.kernel}, Node ${machine.node}. Load average before: ${machine.loadBefore}.`

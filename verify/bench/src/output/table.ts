import { type Goal, isMet } from '../goals.ts'
import type { Machine } from '../machine.ts'
import type { Summary } from '../statistics.ts'

/** A table in Markdown: names in the first column, numbers in the others. */
export function table(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** Each goal with its figure, met or not. */
export const goalsTable = (goals: Goal[]) =>
  table(
    ['goal', 'at most', 'measured', ''],
    goals.map((goal) => [goal.name, goal.limit, goal.measured, isMet(goal) ? 'met' : '**not met**']),
  )

/** The median, and the minimum and maximum of all rounds. */
export const spread = ({ median, min, max }: Summary) => `${median} (${min} to ${max})`

/** From this load average for each core on, a reader must know; the bench itself leaves about one. */
const BUSY = 2

export const place = (machine: Machine) =>
  `${machine.date}: ${machine.cores} × ${machine.cpu}, ${machine.memory}, ${machine.system}, Linux ${machine.kernel}, Node ${machine.node}. Load average before: ${machine.loadBefore}.${machine.loadBefore > BUSY * machine.cores ? ' **The machine was busy with other work, which affects these figures.**' : ''}`

import type { Goal } from '../goals.ts'
import type { StartReport, StartResult } from '../parts/start.ts'
import { chart } from './chart.ts'
import { goalsTable, place, spread, table } from './table.ts'

/** For what `npm start` runs. In MiB, as the tables. */
const goals = ({ app, ready, resident }: StartResult): Goal[] => [
  { name: `${app} ready, ms`, limit: 400, measured: ready.median },
  { name: `${app} idle, MiB`, limit: 110, measured: resident },
]

const nameOf = ({ app, cached }: StartResult) => `${app}, ${cached ? 'with' : 'without'} compile cache`

export function startTable({ machine, work, results }: StartReport): string {
  const rows = results.map((result) => [
    nameOf(result),
    spread(result.ready),
    result.resident,
    result.proportional,
  ])
  return [
    place(machine),
    `\nFrom spawn to the first 200 of \`/readyz\`, on an empty ${work.store} store: median of ${work.rounds} (least to most), with and without Node's compile cache in turns. Memory after ${work.idleSeconds} s of doing nothing.\n`,
    table(['', 'ready after ms', 'resident MiB', 'proportional MiB'], rows),
    `\n${goalsTable(results.filter(({ cached }) => cached).flatMap(goals))}`,
  ].join('\n')
}

export const startChart = ({ results }: StartReport): string =>
  chart([
    {
      title: 'From start to ready, ms',
      bars: results.map((result) => ({
        label: nameOf(result),
        value: result.ready.median,
        spread: result.ready,
        ours: result.cached,
      })),
    },
    {
      title: 'Idle, resident MiB',
      bars: results.map((result) => ({
        label: nameOf(result),
        value: result.resident,
        ours: result.cached,
      })),
    },
  ])

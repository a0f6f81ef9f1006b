import type { Goal } from '../goals.ts'
import {
  ALL_TRACES,
  IDENTITY,
  METRICS,
  type OptionResult,
  type OptionsReport,
  SOME_TRACES,
} from '../parts/options.ts'
import { chart } from './chart.ts'
import { goalsTable, place, spread, table } from './table.ts'

/** CPU that each may add to a request, in µs. */
const LIMITS: Record<string, number> = { [METRICS]: 5, [SOME_TRACES]: 10, [ALL_TRACES]: 40, [IDENTITY]: 8 }

export function optionsTable({ machine, work, results }: OptionsReport): string {
  const rows = results.map(({ name, cpu, added }) => [name, spread(cpu), added ? spread(added) : '-'])
  return [
    place(machine),
    `\n${work.bytes} bytes of JSON over ${work.connections} connections; ${work.rounds} rounds of ${work.seconds} s in turns, after ${work.warmUp} s each to warm up. Added is the difference to the first line, round by round. Median (least to most).\n`,
    table(['', 'CPU µs per request', 'µs added'], rows),
    `\n${goalsTable(results.flatMap(goals))}`,
  ].join('\n')
}

const goals = ({ name, added }: OptionResult): Goal[] =>
  added ? [{ name: `${name}, CPU µs added to a request`, limit: LIMITS[name]!, measured: added.median }] : []

export const optionsChart = ({ results }: OptionsReport): string =>
  chart([
    {
      title: 'CPU of the gateway for each request, µs',
      bars: results.map(({ name, cpu }) => ({ label: name, value: cpu.median, spread: cpu, ours: true })),
    },
  ])

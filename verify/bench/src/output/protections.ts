import type { ProtectionsReport } from '../parts/protections.ts'
import { chart } from './chart.ts'
import { place, spread, table } from './table.ts'

export function protectionsTable({ machine, work, results }: ProtectionsReport): string {
  const rows = results.map(({ name, env, cpu, saved }) => [
    name,
    env === results.at(-1)!.env ? 'all of these' : settings(env),
    spread(cpu),
    saved ? spread(saved) : '-',
  ])
  return [
    place(machine),
    `\n${work.bytes} bytes of JSON over ${work.connections} connections; ${work.rounds} rounds of ${work.seconds} s in turns. Saved is the difference to everything on, round by round. Median (least to most).\n`,
    table(['', 'switched off by', 'CPU µs per request', 'µs saved'], rows),
  ].join('\n')
}

export const protectionsChart = ({ results }: ProtectionsReport): string =>
  chart([
    {
      title: 'CPU of the gateway for each request, µs',
      bars: results.map(({ name, cpu }) => ({ label: name, value: cpu.median, spread: cpu, ours: true })),
    },
  ])

const settings = (env: Record<string, string>) =>
  Object.entries(env)
    .map(([setting, value]) => `\`${setting}=${value}\``)
    .join(' ')

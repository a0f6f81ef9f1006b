import { DIRECT } from '../compare.ts'
import { FLOOR } from '../gateways/floor.ts'
import type { Goal } from '../goals.ts'
import { type GatewayReport, type GatewayResult, LOGGING, NGINX, OURS } from '../parts/gateway.ts'
import { round } from '../statistics.ts'
import { chart, type Panel } from './chart.ts'
import { goalsTable, place, spread, table } from './table.ts'

const byCpu = ({ results }: GatewayReport) => results.toSorted((a, b) => a.cpu.median - b.cpu.median)

export function gatewayTable(report: GatewayReport): string {
  const nginx = report.results.find(({ name }) => name === NGINX)?.cpu.median
  const rows = byCpu(report).map((result) => [
    `${result.name} (${result.version})`,
    spread(result.cpu),
    nginx ? (result.cpu.median / nginx).toFixed(2) : '-',
    result.overFloor ? spread(result.overFloor) : '-',
    spread(result.requestsPerSecond),
    spread(result.p50),
    spread(result.p99),
    spread(result.p999),
    result.memory.median,
  ])
  const { connections, warmUp, rounds, seconds, rate, bytes } = report.work
  const voided = report.results.filter(({ rounds }) => rounds.void > 0)
  return [
    place(report.machine),
    `\n${bytes} bytes of JSON over ${connections} connections; ${rounds} rounds of ${seconds} s in turns, after ${warmUp} s each to warm up. Median (least to most). Latencies are from when a request was due, at ${rate} requests/s for as long again.\n`,
    table(
      [
        '',
        'CPU µs per request',
        `× ${NGINX}`,
        '× the floor',
        'requests/s',
        'p50 ms',
        'p99 ms',
        'p99.9 ms',
        'resident MiB',
      ],
      rows,
    ),
    `\n${ratios(report.results)} A log line takes ${spread(report.logLine.alone)} µs in the logger alone.`,
    `\n${goalsTable(goals(report))}`,
    ...report.skipped.map(({ name, reason }) => `\nSkipped: ${name}, ${reason}.`),
    ...voided.map(({ name, rounds }) => `\nVoid, as there were errors: ${rounds.void} rounds of ${name}.`),
  ].join('\n')
}

/** Of the medians of the rounds. */
function goals({ results, logLine }: GatewayReport): Goal[] {
  const find = (name: string) => results.find((result) => result.name === name)
  const [off, on] = [find(OURS), find(LOGGING)]
  if (!off?.overFloor || !on?.overFloor) return []
  return [
    { name: `${OURS}, CPU × the floor`, limit: 1.15, measured: off.overFloor.median },
    { name: `${LOGGING}, CPU × the floor`, limit: 1.25, measured: on.overFloor.median },
    { name: 'a log line in the logger alone, CPU µs', limit: 5, measured: logLine.alone.median },
    {
      name: 'a log line in the gateway (logging on less off), CPU µs',
      limit: 5,
      measured: logLine.inGateway.median,
    },
    { name: 'under full load, logging on, resident MiB', limit: 150, measured: on.memory.median },
  ]
}

/** The CPU time per request of others, relative to ours. */
function ratios(results: GatewayResult[]): string {
  const ours = results.find(({ name }) => name === OURS)?.cpu.median
  const others = results.filter(
    ({ name }) => name !== DIRECT && name !== FLOOR && !name.startsWith('Slipway'),
  )
  if (!ours) return ''
  const relative = others.map(({ name, cpu }) => `${name} ${round(cpu.median / ours)}`)
  return `CPU per request, with that of ${OURS}, as 1: ${relative.join(', ')}.`
}

export function gatewayChart(report: GatewayReport): string {
  const panel = (title: string, key: 'cpu' | 'requestsPerSecond' | 'p99' | 'memory'): Panel => ({
    title,
    bars: byCpu(report).map((result: GatewayResult) => ({
      label: result.name,
      value: result[key].median,
      spread: result[key],
      ours: result.name.startsWith('Slipway'),
    })),
  })
  return chart([
    panel(`CPU for each request, µs (${DIRECT}: its own)`, 'cpu'),
    panel('Requests/s', 'requestsPerSecond'),
    panel('p99, ms', 'p99'),
    panel('Resident memory under load, MiB', 'memory'),
  ])
}

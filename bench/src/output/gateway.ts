import { DIRECT } from '../compare.ts'
import { type GatewayReport, type GatewayResult, NGINX, OURS } from '../parts/gateway.ts'
import { round } from '../statistics.ts'
import { chart, type Panel } from './chart.ts'
import { place, spread, table } from './table.ts'

const byCpu = ({ results }: GatewayReport) => results.toSorted((a, b) => a.cpu.median - b.cpu.median)

export function gatewayTable(report: GatewayReport): string {
  const nginx = report.results.find(({ name }) => name === NGINX)?.cpu.median
  const rows = byCpu(report).map((result) => [
    `${result.name} (${result.version})`,
    spread(result.cpu),
    nginx ? (result.cpu.median / nginx).toFixed(2) : '-',
    spread(result.requestsPerSecond),
    spread(result.p50),
    spread(result.p99),
    spread(result.p999),
    result.memory.median,
  ])
  const { connections, warmUp, rounds, seconds, bytes } = report.work
  const voided = report.results.filter(({ rounds }) => rounds.void > 0)
  return [
    place(report.machine),
    `\n${bytes} bytes of JSON over ${connections} connections; ${rounds} rounds of ${seconds} s in turns, after ${warmUp} s each to warm up. Median (least to most).\n`,
    table(
      ['', 'CPU µs per request', `× ${NGINX}`, 'requests/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'resident MiB'],
      rows,
    ),
    `\n${goals(report.results)}`,
    ...report.skipped.map(({ name, reason }) => `\nSkipped: ${name}, ${reason}.`),
    ...voided.map(({ name, rounds }) => `\nVoid, as there were errors: ${rounds.void} rounds of ${name}.`),
  ].join('\n')
}

/** What the goals are about: our CPU per request beside that of others, where these were there. */
function goals(results: GatewayResult[]): string {
  const ours = results.find(({ name }) => name === OURS)?.cpu.median
  const others = results.filter(({ name }) => name !== DIRECT && !name.startsWith('Slipway'))
  if (!ours) return ''
  const ratios = others.map(({ name, cpu }) => `${name} ${round(cpu.median / ours)}`)
  return `CPU per request, with that of ${OURS}, as 1: ${ratios.join(', ')}.`
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

import { round, spread, summarise, table } from '@slipway/bench'
import { SERVICE } from '../limited-system.ts'
import type { Claim } from '../part.ts'
import { CORES, type Count, type ScaleReport } from '../parts/scale.ts'
import { residuals, throughputOf } from '../scalability.ts'
import { lineChart } from './lines.ts'

/** Instances, and how many times the throughput of one they serve at least. */
const PROMISED: [number, number][] = [
  [3, 2.7],
  [4, 3.5],
]

export const scaleClaims = ({ counts }: ScaleReport): Claim[] =>
  PROMISED.map(([instances, limit]) => ({
    says: `${instances} instances of ${SERVICE} serve, of what one serves,`,
    bound: 'at least',
    limit,
    measured: timesOne(counts, instances),
    unit: '×',
  }))

export function scaleText({ pace, counts, fit }: ScaleReport): string {
  const medians = counts.map(({ instances, throughput }) => ({ instances, throughput: throughput.median }))
  const left = residuals(fit, medians)
  const rows = counts.map(({ instances, throughput, rounds }, i) => [
    instances,
    spread(throughput),
    `${timesOne(counts, instances)} ×`,
    `${round(throughputOf(fit, instances))} (${signed(left[i]!)})`,
    `${round(median(rounds.map(({ cores }) => cores.instances)))} of ${round(CORES * instances)}`,
    round(median(rounds.map(({ cores }) => cores.gateway))),
    rounds.reduce((sum, { errors }) => sum + errors, 0),
  ])
  return [
    `${pace.rounds} rounds of ${pace.seconds} s at each number, in turns, over ${pace.connections} connections for each instance: fewer than any limit of requests in flight.`,
    table(['instances', 'reads/s', 'of one', 'fit (residual)', 'cores', 'gateway', 'errors'], rows),
    `Fit: λ = ${round(fit.lambda)} reads/s, σ = ${round(fit.sigma)}, κ = ${round(fit.kappa)}.`,
  ].join('\n\n')
}

export const scaleCharts = ({ counts, fit }: ScaleReport): Record<string, string> => {
  const at = (y: (instances: number) => number) =>
    counts.map(({ instances }) => ({ x: instances, y: y(instances) }))
  const medianOf = (instances: number) => countOf(counts, instances).throughput.median
  return {
    scale: lineChart({
      title: `Throughput of 1 to ${counts.length} instances of ${SERVICE}`,
      x: 'instances',
      y: 'reads/s',
      series: [
        { label: 'measured (median)', points: at(medianOf) },
        { label: 'linear', points: at((instances) => instances * medianOf(1)) },
        { label: 'fit', points: at((instances) => throughputOf(fit, instances)) },
      ],
    }),
  }
}

const countOf = (counts: Count[], instances: number) => counts.find((one) => one.instances === instances)!
const timesOne = (counts: Count[], instances: number) =>
  round(countOf(counts, instances).throughput.median / countOf(counts, 1).throughput.median)
const median = (values: number[]) => summarise(values).median
const signed = (value: number) => `${value < 0 ? '−' : '+'}${round(Math.abs(value))}`

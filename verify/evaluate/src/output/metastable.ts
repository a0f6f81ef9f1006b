import { round, table } from '@slipway/bench'
import { recovery, type Second, typicalGoodput } from '../goodput.ts'
import type { Claim } from '../part.ts'
import type { MetastableReport, SpikeRun } from '../parts/metastable.ts'
import { lineChart } from './lines.ts'

/** Of the goodput from before the spike, for it to be back, and after how many seconds it must be, and stay. */
const BACK = 0.95
const WITHIN = 10

export function metastableClaims(report: MetastableReport): Claim[] {
  const { share } = phasesOf(report, runOf(report, 'on'))
  return [
    {
      says: `With its protections, the goodput is back ${WITHIN} s after a spike of ${report.pace.spike} s: of that before it,`,
      bound: 'at least',
      limit: 100 * BACK,
      measured: share,
      unit: '%',
    },
  ]
}

export function metastableText(report: MetastableReport): string {
  const { pace, patience, cores, capacity, base, spike, runs } = report
  const rows = runs.map((run) => {
    const { before, during, end, share, last, recovered } = phasesOf(report, run)
    return [
      run.protections,
      before,
      during,
      end,
      `${share} %`,
      recovered === undefined ? `not in ${pace.after} s` : `${recovered} s`,
      attemptsOf(last),
      outcomesOf(last),
      `${run.late} ms`,
    ]
  })
  return [
    `Two instances with ${round(cores)} of a core each serve ${capacity} reads/s; asked ${base}/s, and ${spike}/s for ${pace.spike} s. Each client waits ${patience.timeout} ms for a response, and tries up to ${patience.attempts} times, with a pause of up to ${patience.pause} ms.`,
    table(
      [
        'protections',
        'goodput/s before',
        'in the spike',
        `from ${WITHIN} s after it on`,
        'of before',
        `${100 * BACK} % back after`,
        'attempts for each request then',
        'outcomes then',
        'clients late by up to',
      ],
      rows,
    ),
  ].join('\n\n')
}

export const metastableCharts = ({ pace, runs }: MetastableReport): Record<string, string> => ({
  metastable: lineChart({
    title: 'Goodput around a spike, with and without protections',
    x: 's',
    y: 'goodput/s',
    span: { from: pace.before, to: pace.before + pace.spike, label: 'spike' },
    series: runs.map(({ protections, seconds }) => ({
      label: `protections ${protections}`,
      points: seconds.map(({ good }, i) => ({ x: i + 1, y: good })),
    })),
  }),
})

export const runOf = ({ runs }: MetastableReport, protections: SpikeRun['protections']) =>
  runs.find((run) => run.protections === protections)!

function phasesOf({ pace }: MetastableReport, { seconds }: SpikeRun) {
  const spikeEnd = pace.before + pace.spike
  const [calm, busy, after] = [
    seconds.slice(0, pace.before),
    seconds.slice(pace.before, spikeEnd),
    seconds.slice(spikeEnd),
  ]
  const before = typicalGoodput(calm)
  const last = after.length > WITHIN ? after.slice(WITHIN) : after // a quick run is shorter
  const end = typicalGoodput(last)
  return {
    before,
    during: typicalGoodput(busy),
    end,
    share: before > 0 ? round((100 * end) / before) : 0,
    last,
    recovered: recovery(after, before, BACK),
  }
}

function attemptsOf(seconds: Second[]): number {
  const sum = (of: (second: Second) => number) => seconds.reduce((total, second) => total + of(second), 0)
  return round(
    sum(({ attempts }) => attempts) /
      Math.max(
        1,
        sum(({ ended }) => ended),
      ),
  )
}

function outcomesOf(seconds: Second[]): string {
  const all: Record<string, number> = {}
  for (const { outcomes } of seconds)
    for (const [name, count] of Object.entries(outcomes)) all[name] = (all[name] ?? 0) + count
  return Object.entries(all)
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ')
}

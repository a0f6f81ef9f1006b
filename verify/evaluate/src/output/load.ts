import { BOUND, cpuByApp, round, table } from '@slipway/bench'
import type { Claim } from '../part.ts'
import { type Curve, kneeOf, type LoadReport, type LoadStep, type Work } from '../parts/load.ts'
import { lineChart } from './lines.ts'

/** The orders a second that the cost of an order is compared at. */
const COST_AT = 50

export function loadClaims({ curves }: LoadReport): Claim[] {
  const orders = curves.filter(({ work, store }) => work === 'orders' && store !== 'Redis, everysec')
  return orders.flatMap((curve): Claim[] => {
    const calm = curve.steps.find(({ rate }) => rate === COST_AT)
    return [
      {
        says: `Orders on ${curve.store}: all confirmed, 99 of 100 within ${BOUND} ms, at`,
        bound: 'at least',
        limit: 400,
        measured: kneeOf(curve),
        unit: 'orders/s',
      },
      ...(calm ? [costClaim(curve, calm)] : []),
    ]
  })
}

const costClaim = ({ store }: Curve, calm: LoadStep): Claim => ({
  says: `An order on ${store} costs, at ${COST_AT} orders/s,`,
  bound: 'at most',
  limit: 6,
  measured: round(cpuByApp(calm.usage).all! / 1_000),
  unit: 'ms of CPU',
})

export function loadText({ seconds, curves, skipped }: LoadReport): string {
  const knees = curves.map((curve) => {
    const last = kneeOf(curve)
    const end = curve.steps.at(-1)!
    return [`${curve.store}, ${curve.work}`, last === end.rate ? `${last} or more` : last, whyNot(end, last)]
  })
  return [
    `${seconds} s at each rate, each request sent at its time; latencies count from then. A rate is good where every request is served, and 99 of 100 within ${BOUND} ms.`,
    table(['', 'last good rate/s', 'at the next one'], knees),
    ...curves.map(curveTable),
    ...(skipped ? [`Not measured: Redis. ${skipped}.`] : []),
  ].join('\n\n')
}

function whyNot({ rate, outcomes, p99 }: LoadStep, lastGood: number): string {
  if (rate === lastGood) return '-'
  const others = Object.entries(outcomes).filter(([name]) => name !== '200' && name !== '201')
  return [`p99 ${p99} ms`, ...others.map(([name, count]) => `${count} × ${name}`)].join(', ')
}

const curveTable = ({ store, work, steps }: Curve) => {
  const apps = [...new Set(steps[0]!.usage.map(({ app }) => app))]
  const memory = (step: LoadStep, app: string) =>
    Math.round(Math.max(...step.usage.filter((one) => one.app === app).map((one) => one.memory)))
  return `**${store}, ${work}**\n\n${table(
    ['rate/s', 'p50 ms', 'p90', 'p99', 'p99.9', ...apps.map((app) => `${app}: CPU µs, MiB`), 'CPU µs in all'],
    steps.map((step) => {
      const cpu = cpuByApp(step.usage)
      const cells = apps.map((app) => `${cpu[app]}, ${memory(step, app)}`)
      return [step.rate, step.p50, step.p90, step.p99, step.p999, ...cells, cpu.all!]
    }),
  )}`
}

export const loadCharts = ({ curves }: LoadReport): Record<string, string> =>
  Object.fromEntries(
    (['reads', 'orders', 'mix'] satisfies Work[]).map((work) => [`load-${work}`, drawWork(curves, work)]),
  )

const drawWork = (curves: Curve[], work: Work) =>
  lineChart({
    title: `Latency of ${work} against throughput`,
    x: 'requests/s',
    y: 'ms from when it was due, logarithmic',
    logarithmic: true,
    series: curves
      .filter((curve) => curve.work === work)
      .flatMap(({ store, steps }) =>
        (['p50', 'p99'] as const).map((name) => ({
          label: `${store}, ${name}`,
          points: steps.map((step) => ({ x: step.rate, y: step[name] })),
        })),
      ),
  })

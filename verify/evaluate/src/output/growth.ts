import { spread, table } from '@slipway/bench'
import type { Claim } from '../part.ts'
import type { GrowthReport, GrowthResult } from '../parts/growth.ts'
import { lineChart } from './lines.ts'

const LIMIT = 1.2

export function growthClaims({ results }: GrowthReport): Claim[] {
  const most = [...Map.groupBy(results, ({ store }) => store).values()].map((own) => own.at(-1)!)
  return most.flatMap(({ store, orders, times }) => {
    const claim = (what: string, measured: number): Claim => ({
      says: `With ${orders.toLocaleString('en')} orders on ${store}, ${what} costs`,
      bound: 'at most',
      limit: LIMIT,
      measured,
      unit: '× of the smallest store',
    })
    return [claim('an order', times.cpu.median), claim('a list of orders', times.list.median)]
  })
}

export function growthText({ pace, results, skipped }: GrowthReport): string {
  const rows = results.map(({ store, orders, cpu, list, recovery, times }) => [
    `${store}, ${orders.toLocaleString('en')}`,
    spread(cpu),
    spread(times.cpu),
    spread(list),
    spread(times.list),
    recovery.median,
    times.recovery,
  ])
  return [
    `${pace.rounds} rounds of ${pace.seconds} s at ${pace.rate} orders/s and ${pace.lists} lists of 20 orders, the systems in turns; then recovery claims ${pace.due} due orders, ${pace.recoveries} times. Median (least to most).`,
    table(['orders in store', 'CPU µs per order', '×', 'list ms', '×', 'recovery ms', '×'], rows),
    ...(skipped ? [`Not measured: Redis. ${skipped}.`] : []),
  ].join('\n\n')
}

export const growthCharts = ({ results }: GrowthReport): Record<string, string> => ({
  growth: lineChart({
    title: 'CPU of an order as data grows',
    x: 'orders in store',
    y: 'µs, all processes',
    series: [...Map.groupBy(results, ({ store }) => store)].map(([label, own]: [string, GrowthResult[]]) => ({
      label,
      points: own.map(({ orders, cpu }) => ({ x: orders, y: cpu.median })),
    })),
  }),
})

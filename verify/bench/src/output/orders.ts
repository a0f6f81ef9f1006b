import type { OrdersReport } from '../parts/orders.ts'
import { chart } from './chart.ts'
import { place, table } from './table.ts'

export function ordersTable({ machine, work, results, skipped }: OrdersReport): string {
  const apps = new Set(results.flatMap(({ cpu }) => Object.keys(cpu)))
  apps.delete('all')
  const columns = [...apps, 'all']
  const rows = results.map(({ store, steady, cpu, knee }) => [
    store,
    `${steady.outcomes['201'] ?? 0} of ${steady.sent}`,
    steady.p50,
    steady.p99,
    ...columns.map((name) => cpu[name] ?? '-'),
    // Where none of the rates was too high, the knee is somewhere above.
    knee.lastGoodRate === work.rates.at(-1) ? `${knee.lastGoodRate} or more` : knee.lastGoodRate,
  ])
  return [
    place(machine),
    `\n${work.rate} orders/s for ${work.seconds} s, each sent at its time; CPU in µs for each order, of both instances where there are two. The knee is the last of the rates ${work.rates.join(', ')}, ${work.stepSeconds} s each, at which every order was confirmed and 99 of 100 within ${work.bound} ms.\n`,
    table(
      [
        '',
        'confirmed',
        'p50 ms',
        'p99 ms',
        ...columns.map((name) => `CPU ${name}`),
        'knee: last good orders/s',
      ],
      rows,
    ),
    ...skipped.map(({ name, reason }) => `\nSkipped: ${name}, ${reason}.`),
  ].join('\n')
}

export const ordersChart = ({ work, results }: OrdersReport): string => {
  const bars = (value: (result: OrdersReport['results'][number]) => number) =>
    results.map((result) => ({ label: result.store, value: value(result), ours: true }))
  return chart([
    { title: `p99 of placing an order at ${work.rate}/s, ms`, bars: bars(({ steady }) => steady.p99) },
    { title: 'CPU of all processes for each order, µs', bars: bars(({ cpu }) => cpu.all!) },
    { title: 'Knee: last good orders/s', bars: bars(({ knee }) => knee.lastGoodRate) },
  ])
}

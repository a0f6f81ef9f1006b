import type { OrdersReport } from '../parts/orders.ts'
import type { ProtectionsReport } from '../parts/protections.ts'
import type { StartReport } from '../parts/start.ts'
import { chart } from './chart.ts'
import { place, spread, table } from './table.ts'

const settings = (env: Record<string, string>) =>
  Object.entries(env)
    .map(([setting, value]) => `\`${setting}=${value}\``)
    .join(' ')

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

export function startTable({ machine, work, results }: StartReport): string {
  const rows = results.map(({ app, ready, resident, proportional }) => [
    app,
    spread(ready),
    resident,
    proportional,
  ])
  return [
    place(machine),
    `\nFrom spawn to the first 200 of \`/readyz\`, on an empty ${work.store} store: median of ${work.rounds} (least to most). Memory after ${work.idleSeconds} s of doing nothing.\n`,
    table(['', 'ready after ms', 'resident MiB', 'proportional MiB'], rows),
  ].join('\n')
}

export const startChart = ({ results }: StartReport): string =>
  chart([
    {
      title: 'From start to ready, ms',
      bars: results.map(({ app, ready }) => ({
        label: app,
        value: ready.median,
        spread: ready,
        ours: true,
      })),
    },
    {
      title: 'Idle, resident MiB',
      bars: results.map(({ app, resident }) => ({ label: app, value: resident, ours: true })),
    },
  ])

const PROCESSES = ['gateway', 'orders', 'catalog', 'redis', 'all']

export function ordersTable({ machine, work, results, skipped }: OrdersReport): string {
  const rows = results.map(({ store, steady, cpu, knee }) => [
    store,
    `${steady.outcomes['201'] ?? 0} of ${steady.sent}`,
    steady.p50,
    steady.p99,
    ...PROCESSES.map((name) => cpu[name] ?? '-'),
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
        ...PROCESSES.map((name) => `CPU ${name}`),
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

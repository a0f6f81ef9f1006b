import { chart, round, table } from '@slipway/bench'
import type { Claim } from '../part.ts'
import type { HopReport } from '../parts/hop.ts'

export const hopClaims = ({ results }: HopReport): Claim[] =>
  results.map(({ name, added }) => ({
    says: `The gateway adds to ${name}, at p50,`,
    bound: 'at most',
    limit: 3,
    measured: added.median,
    unit: 'ms',
  }))

export const hopText = ({ requests, results }: HopReport): string =>
  [
    `${requests} requests each, one at a time, to the service and through the gateway in turns, so that nothing waits for anything but the hop. "Added" is the median difference of neighbours.`,
    table(
      ['', 'direct p50 ms', 'p99', 'through the gateway p50', 'p99', 'added ms'],
      results.map(({ name, direct, through, added }) => [
        name,
        direct.p50,
        direct.p99,
        through.p50,
        through.p99,
        round(added.median),
      ]),
    ),
  ].join('\n\n')

export const hopCharts = ({ results }: HopReport): Record<string, string> => ({
  hop: chart(
    results.map(({ name, direct, through }) => ({
      title: `p50 of ${name}, ms`,
      bars: [
        { label: 'the service', value: direct.p50, ours: false },
        { label: 'through the gateway', value: through.p50, ours: true },
      ],
    })),
  ),
})

import { chart, spread, table } from '@slipway/bench'
import { OPTIMISATIONS, type Optimisation, type OptimisationName } from '../optimisations/list.ts'
import type { Claim } from '../part.ts'
import type { Compared, OptimisationsReport } from '../parts/optimisations.ts'

const of = (name: OptimisationName): Optimisation => OPTIMISATIONS[name]

export const optimisationsClaims = ({ results }: OptimisationsReport): Claim[] =>
  results.map(({ name, ratio }) => {
    const { title, promise } = of(name)
    const { figure, bound, limit } = promise
    return {
      says: `${title}: ${figure}`,
      bound,
      limit,
      measured: ratio[figure]!.median,
      unit: '× without it',
    }
  })

export const optimisationsText = ({ rounds, seconds, results }: OptimisationsReport): string =>
  [
    `Without and with each optimisation in turns, ${rounds} rounds of ${seconds} s. Median (least to most); the last line divides the two of each round. [What they are](optimisations.md).`,
    ...results.map(comparedTable),
  ].join('\n\n')

function comparedTable({ name, before, after, ratio }: Compared): string {
  const { title, measured } = of(name)
  const heads = Object.keys(after)
  const cells = (line: Compared['ratio']) => heads.map((head) => shown(line[head]!))
  const rows = [
    ['without', ...cells(before)],
    ['with', ...cells(after)],
    ['with ÷ without', ...cells(ratio)],
  ]
  return `**${title}** ([why](optimisations.md#${name})): ${measured}.\n\n${table(['', ...heads], rows)}`
}

/** Nothing divided by nothing is shown as such. */
const shown = (summary: Compared['ratio'][string]) =>
  Number.isFinite(summary.median) ? spread(summary) : '-'

/** The figure that something is promised of. */
export const optimisationsCharts = ({ results }: OptimisationsReport): Record<string, string> => ({
  optimisations: chart(
    results.map(({ name, before, after }) => {
      const { title, promise } = of(name)
      const bar = (label: string, summary: Compared['ratio'], ours: boolean) => {
        const found = summary[promise.figure]!
        return { label, value: found.median, spread: found, ours }
      }
      return {
        title: `${title}: ${promise.figure}`,
        bars: [bar('without', before, false), bar('with', after, true)],
      }
    }),
  ),
})

import type { Machine } from '@slipway/bench'
import type { Noise } from './noise.ts'

export interface Options {
  /** To see that everything runs, too short for figures. */
  quick: boolean
  /** Of whatever is random. */
  seed: number
  /** Take what tests count from the reports of a `npm run test:all` that has just ended, instead of running them. */
  reports: boolean
}

/** What the system promises: a figure with a bound, which fails the command where it is broken. */
export interface Claim {
  says: string
  bound: 'at least' | 'at most'
  limit: number
  measured: number
  unit: string
}

export const isKept = ({ bound, limit, measured }: Claim) =>
  bound === 'at most' ? measured <= limit : measured >= limit

/** One part of the evaluation: what it measures, what is promised of that, and how its report is shown. */
export interface Part<Report> {
  /** Why it cannot be measured here, and what to do, or nothing. */
  skipped(): Promise<string>
  measure(options: Options): Promise<Report>
  claims(report: Report): Claim[]
  /** In Markdown. */
  text(report: Report): string
  /** SVGs by name: `load-orders` is written to `load-orders.svg`. */
  charts(report: Report): Record<string, string>
}

/** What is written as JSON: the raw data, and all that a reader needs to judge it. */
export interface Measurement<Report = unknown> {
  commit: string
  seed: number
  machine: Machine
  noise: Noise
  report: Report
}

/** What several rounds came to. */
export interface Summary {
  median: number
  min: number
  max: number
}

/** @throws where there is nothing to summarise. */
export function summarise(values: number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b)
  if (sorted.length === 0) throw new Error('no values to summarise')
  const middle = sorted.length / 2
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2
  return { median: round(median), min: round(sorted[0]!), max: round(sorted.at(-1)!) }
}

/** The smallest value that at least `percent` of all do not exceed (nearest rank). */
export function percentile(values: number[], percent: number): number {
  if (values.length === 0) throw new Error('no values to take a percentile of')
  const sorted = values.toSorted((a, b) => a - b)
  return round(sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!)
}

/** Three significant digits are more than any of this is worth; counts stay whole. */
export const round = (value: number) =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))

/** The order of one round: each goes first once, so that none always follows the same pause. */
export function rotated<T>(all: readonly T[], by: number): T[] {
  const start = all.length === 0 ? 0 : by % all.length
  return [...all.slice(start), ...all.slice(0, start)]
}

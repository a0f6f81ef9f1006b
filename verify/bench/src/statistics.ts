/** Several values in three. */
export interface Summary {
  median: number
  min: number
  max: number
}

/** @throws where there are no values. */
export function summarise(values: number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b)
  if (sorted.length === 0) throw new Error('no values to summarise')
  const middle = sorted.length / 2
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2
  return { median: round(median), min: round(sorted[0]!), max: round(sorted.at(-1)!) }
}

/** Three significant digits are more than any of this is worth; counts stay whole. */
export const round = (value: number) =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))

/** The order of one round: each goes first once, so that none always follows the same one. */
export function rotated<T>(all: readonly T[], by: number): T[] {
  const start = all.length === 0 ? 0 : by % all.length
  return [...all.slice(start), ...all.slice(0, start)]
}

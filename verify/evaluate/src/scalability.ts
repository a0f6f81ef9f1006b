/** What a number of instances served, in requests a second. */
export interface Served {
  instances: number
  throughput: number
}

/**
 * The universal scalability law: N instances serve λN / (1 + σ(N−1) + κN(N−1)) requests a second.
 * https://www.perfdynamics.com/Manifesto/USLscalability.html
 */
export interface ScalabilityFit {
  /** Of one instance, in requests a second. */
  lambda: number
  /** The share that instances wait for something that only one of them can have at a time. */
  sigma: number
  /** What each pair of them loses by agreeing with each other. */
  kappa: number
}

export const throughputOf = ({ lambda, sigma, kappa }: ScalabilityFit, n: number) =>
  (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1))

const STEPS = 20 // of the iteration, which needs about five

/**
 * Fits the law by least squares of the throughput. σ and κ are not below 0, where the law means nothing: of the fits
 * with one or both left out, the best.
 * @throws where there are fewer than three numbers of instances: more than one law would fit.
 */
export function fitScalability(measured: Served[]): ScalabilityFit {
  if (new Set(measured.map(({ instances }) => instances)).size < 3)
    throw new Error('A fit needs three numbers of instances or more.')
  const fits = [[1, 2], [1], [2], []].flatMap((used) => fitTerms(measured, used) ?? [])
  const sum = (fit: ScalabilityFit) => residuals(fit, measured).reduce((total, one) => total + one * one, 0)
  return fits.reduce((best, fit) => (sum(fit) < sum(best) ? fit : best))
}

/** Measured minus fitted, in requests a second, for each that was measured. */
export const residuals = (fit: ScalabilityFit, measured: Served[]) =>
  measured.map(({ instances, throughput }) => throughput - throughputOf(fit, instances))

/** With 1/λ, and of σ/λ (1) and κ/λ (2) those that are used; undefined where one is below 0. */
function fitTerms(measured: Served[], used: number[]): ScalabilityFit | undefined {
  const points = measured.map(({ instances: n, throughput }) => ({
    n,
    throughput,
    terms: [1, n - 1, n * (n - 1)].filter((_, i) => i === 0 || used.includes(i)),
  }))
  // N / throughput is linear in them, which is a start: but its errors are others than those of the throughput.
  let factors = leastSquares(points.map(({ n, throughput, terms }) => ({ terms, value: n / throughput })))
  for (let step = 0; step < STEPS; step++) {
    const rows = points.map(({ n, throughput, terms }) => {
      const time = terms.reduce((sum, term, i) => sum + term * factors[i]!, 0)
      return { terms: terms.map((term) => (-n * term) / time ** 2), value: throughput - n / time }
    })
    const change = leastSquares(rows) // Gauss-Newton
    factors = factors.map((factor, i) => factor + change[i]!)
  }
  const [inverse = 1, ...others] = factors
  if (others.some((value) => value < 0)) return undefined
  const of = (term: number) => (used.includes(term) ? others[used.indexOf(term)]! / inverse : 0)
  return { lambda: 1 / inverse, sigma: of(1), kappa: of(2) }
}

/** The factors with which the terms of all rows add up to their values as closely as possible. */
function leastSquares(rows: { terms: number[]; value: number }[]): number[] {
  const size = rows[0]!.terms.length
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0)
  // The normal equations, each with its right side last, solved by elimination.
  const equations = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) => sum(({ terms }) => terms[i]! * terms[j]!)),
    sum(({ terms, value }) => terms[i]! * value),
  ])
  for (let i = 0; i < size; i++) {
    const pivot = equations[i]!.map((cell) => cell / equations[i]![i]!)
    equations.forEach((equation, j) => {
      equations[j] = i === j ? pivot : equation.map((cell, k) => cell - equation[i]! * pivot[k]!)
    })
  }
  return equations.map((equation) => equation.at(-1)!)
}

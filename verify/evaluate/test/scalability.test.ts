import { expect, test } from 'vitest'
import { fitScalability, residuals, type ScalabilityFit, throughputOf } from '../src/scalability.ts'

const measured = (fit: ScalabilityFit, counts = [1, 2, 3, 4]) =>
  counts.map((instances) => ({ instances, throughput: throughputOf(fit, instances) }))

test.each([
  { lambda: 500, sigma: 0.03, kappa: 0.002 },
  { lambda: 1_000, sigma: 0, kappa: 0 }, // linear
  { lambda: 80, sigma: 0.4, kappa: 0 }, // Amdahl's law
  { lambda: 80, sigma: 0, kappa: 0.1 },
])('a fit to what the law itself gives finds λ $lambda, σ $sigma and κ $kappa again', (law) => {
  const fit = fitScalability(measured(law))
  for (const name of ['lambda', 'sigma', 'kappa'] as const) expect(fit[name]).toBeCloseTo(law[name], 8)
  for (const residual of residuals(fit, measured(law))) expect(residual).toBeCloseTo(0, 8)
})

test('a fit to rounds that vary is in the middle of them', () => {
  const law = { lambda: 500, sigma: 0.05, kappa: 0.01 }
  const rounds = [0.9, 1.1].flatMap((factor) => measured({ ...law, lambda: law.lambda * factor }))
  const fit = fitScalability(rounds)
  for (const name of ['lambda', 'sigma', 'kappa'] as const) expect(fit[name]).toBeCloseTo(law[name], 6)
  expect(residuals(fit, rounds).reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 6)
})

test('more than linear is fitted as linear: σ and κ are never below 0', () => {
  const fit = fitScalability([100, 205, 310, 420].map((throughput, i) => ({ instances: i + 1, throughput })))
  expect([fit.sigma, fit.kappa]).toEqual([0, 0])
  expect(fit.lambda).toBeGreaterThan(100)
})

test('two numbers of instances are too few for a fit', () => {
  expect(() => fitScalability(measured({ lambda: 1, sigma: 0, kappa: 0 }, [1, 1, 2]))).toThrow(
    'three numbers',
  )
})

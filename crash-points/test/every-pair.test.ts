import { expect, test } from 'vitest'
import { Exploration } from '../src/explore.ts'
import { SCRIPTS } from '../src/scripts.ts'
import { startRunning } from './start.ts'

const run = startRunning()

/** All the pairs of longer ones take minutes: `npm run crash-test` explores them. */
test('an order and its repeat, and a restock, end well with any two faults', {
  timeout: 120_000,
}, async () => {
  let count = 0
  for (const steps of [SCRIPTS['a restock']!, SCRIPTS['an order and its repeat']!]) {
    const exploration = new Exploration(steps, run)
    for (let most = 0; most <= 2; most++) expect((await exploration.addFault())?.story).toBeUndefined()
    count += exploration.count
  }
  expect(count).toBeGreaterThan(1_500)
})

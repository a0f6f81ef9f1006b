import { expect, test } from 'vitest'
import { Exploration } from '../src/explore.ts'
import { SCRIPTS } from '../src/scripts.ts'
import { startRunning } from './start.ts'

const run = startRunning()

test.each(Object.entries(SCRIPTS))(
  '%s ends well with any one fault',
  { timeout: 120_000 },
  async (_name, steps) => {
    const exploration = new Exploration(steps, run)
    for (let most = 0; most <= 1; most++) expect((await exploration.addFault())?.story).toBeUndefined()
    expect(exploration.count).toBeGreaterThan(15)
  },
)

import { Exploration, type Runner } from './explore.ts'
import { runRandom } from './random.ts'
import type { Outcome } from './run.ts'
import { SCRIPTS } from './scripts.ts'

export interface SearchOptions {
  /** How many scripts are explored with two faults, the shortest first; all are with one. */
  pairs: number
  /** How many random schedules follow. */
  random: number
  seed: number
}

/**
 * Looks for a schedule that ends wrong. Those with fewer faults come first, and of these those of shorter scripts: what
 * is found makes a short story.
 */
export async function search(
  { pairs, random, seed }: SearchOptions,
  run: Runner,
): Promise<Outcome | undefined> {
  const explorations = Object.values(SCRIPTS).map((steps) => new Exploration(steps, run))
  for (const round of [explorations, explorations, explorations.slice(0, pairs)]) {
    for (const exploration of round) {
      const failed = await exploration.addFault()
      if (failed) return failed
    }
  }
  return runRandom(random, seed, run)
}

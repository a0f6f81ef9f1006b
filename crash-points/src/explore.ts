import type { Outcome } from './run.ts'
import { FAULTS, type Fault, type Schedule, type Step } from './schedule.ts'

export type Runner = (schedule: Schedule) => Promise<Outcome>

/** Runs all schedules of a script: the one without faults, then all with one, then all with two … */
export class Exploration {
  count = 0
  readonly #steps: Step[]
  readonly #run: Runner
  #next: Fault[][] = [[]]

  constructor(steps: Step[], run: Runner) {
    this.#steps = steps
    this.#run = run
  }

  /** Runs all with one fault more than the last time. Returns the first that ends wrong. */
  async addFault(): Promise<Outcome | undefined> {
    const schedules = this.#next
    this.#next = []
    for (const faults of schedules) {
      const outcome = await this.#run({ steps: this.#steps, faults })
      this.count++
      if (outcome.violation) return outcome
      this.#next.push(...withOneMore(faults, outcome))
    }
    return undefined
  }
}

/** The same faults, and any one at a later point. */
function withOneMore(faults: Fault[], { points }: Outcome): Fault[][] {
  const last = faults.at(-1)
  const after = points.findIndex(({ step, at }) => step === last?.step && at === last.at)
  return points
    .slice(after + 1)
    .flatMap(({ step, at, kind: point }) => FAULTS[point].map((kind) => [...faults, { step, at, kind }]))
}

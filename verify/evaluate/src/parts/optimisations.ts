import { rotated, type Summary, summarise } from '@slipway/bench'
import { startSystem } from '@slipway/testing'
import { before } from '../optimisations/before.ts'
import { OPTIMISATIONS, type Optimisation, type OptimisationName } from '../optimisations/list.ts'
import type { Figures, Subject } from '../optimisations/work.ts'
import type { Options } from '../part.ts'

const FULL = { warmUp: 6, rounds: 5, seconds: 3 }
const QUICK = { warmUp: 0, rounds: 1, seconds: 1 }

/** One optimisation without it and with it, by figure; the ratio is with by without, round by round. */
export interface Compared {
  name: OptimisationName
  before: Record<string, Summary>
  after: Record<string, Summary>
  ratio: Record<string, Summary>
}
export interface OptimisationsReport {
  rounds: number
  seconds: number
  results: Compared[]
}

/** Each optimisation alone taken out, in turns with the code as it is: A B, B A, A B, … */
export async function measureOptimisations({ quick }: Options): Promise<OptimisationsReport> {
  const pace = quick ? QUICK : FULL
  const results: Compared[] = []
  for (const [name, optimisation] of Object.entries(OPTIMISATIONS)) {
    results.push({ name: name as OptimisationName, ...(await compare(name, optimisation, pace)) })
    console.log(`  ${name}`)
  }
  return { rounds: pace.rounds, seconds: pace.seconds, results }
}

async function compare(name: string, { env, work }: Optimisation, { warmUp, rounds, seconds }: typeof FULL) {
  using old = await before(name, env)
  // Once each, for the compile cache: a copy has none, and a process that has compiled all by itself is larger.
  if (warmUp > 0) for (const start of [old.start, startSystem]) await (await start())[Symbol.asyncDispose]()
  const opened = await Promise.all([work(old.start, warmUp), work(startSystem, warmUp)])
  await using without = opened[0]
  await using now = opened[1]
  const subjects: [Subject, Figures[]][] = [
    [without, []],
    [now, []],
  ]
  for (let number = 0; number < rounds; number++) {
    for (const [subject, figures] of rotated(subjects, number)) figures.push(await subject.round(seconds))
  }
  const [[, a], [, b]] = subjects as [[Subject, Figures[]], [Subject, Figures[]]]
  const ratios = b.map((round, i) => mapFigures(round, (value, head) => value / a[i]![head]!))
  return { before: summaries(a), after: summaries(b), ratio: summaries(ratios) }
}

const mapFigures = <T>(figures: Figures, change: (value: number, head: string) => T) =>
  Object.fromEntries(Object.entries(figures).map(([head, value]) => [head, change(value, head)]))

const summaries = (rounds: Figures[]): Record<string, Summary> =>
  mapFigures(rounds[0]!, (_, head) => summarise(rounds.map((round) => round[head]!)))

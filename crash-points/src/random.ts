import fc from 'fast-check'
import type { Runner } from './explore.ts'
import type { Outcome } from './run.ts'
import {
  CALL_FAULTS,
  ORDERS,
  type OrderName,
  RESTOCK,
  type Schedule,
  type Sku,
  type Step,
} from './schedule.ts'

const order = fc.constantFrom(...(Object.keys(ORDERS) as OrderName[]))
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('place' as const), order }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), order }) },
  fc.record({
    do: fc.constant('restock' as const),
    sku: fc.constantFrom(...(Object.keys(RESTOCK) as Sku[])),
  }),
  fc.record({ do: fc.constantFrom('recover' as const, 'continue' as const) }),
)
const faults = fc.uniqueArray(fc.record({ at: fc.nat(12), kind: fc.constantFrom(...CALL_FAULTS) }), {
  maxLength: 3,
  selector: ({ at }) => at,
})
/** Each step has its own faults, so that fast-check can leave out a step without moving the faults of the others. */
const schedule: fc.Arbitrary<Schedule> = fc
  .record({ begun: fc.array(fc.record({ step, faults }), { maxLength: 10 }), faultsInTheEnd: faults })
  .map(({ begun, faultsInTheEnd }) => ({
    steps: begun.map(({ step }) => step),
    faults: [...begun.map(({ faults }) => faults), faultsInTheEnd].flatMap((some, step) =>
      some.map((fault) => ({ step, ...fault })),
    ),
  }))

/** Runs random schedules with up to three faults in each step. Returns the first that ends wrong, as short as fast-check can make it. */
export async function runRandom(count: number, seed: number, run: Runner): Promise<Outcome | undefined> {
  const endsWell = fc.asyncProperty(schedule, async (one) => (await run(one)).violation === undefined)
  const { failed, counterexample } = await fc.check(endsWell, { numRuns: count, seed })
  return failed ? run(counterexample![0]) : undefined
}

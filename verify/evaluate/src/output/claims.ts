import { place as placeOf, table } from '@slipway/bench'
import { type Claim, isKept, type Measurement } from '../part.ts'

/** What is promised, part by part, and whether it is kept. */
export const claimsTable = (parts: [name: string, claims: Claim[]][]) =>
  table(
    ['promise', 'bound', 'measured', ''],
    parts.flatMap(([name, claims]) =>
      claims.map((claim) => [
        `[${claim.says}](#${name})`,
        `${claim.bound} ${claim.limit} ${claim.unit}`,
        `${claim.measured} ${claim.unit}`,
        isKept(claim) ? 'kept' : '**broken**',
      ]),
    ),
  )

/** Where and when a part was measured, and how even this machine's own pace was. */
export const place = ({ commit, seed, machine, noise }: Measurement) =>
  `${placeOf(machine)} Commit ${commit}, seed ${seed}. The same loop took ${noise.median} ms (${noise.min} to ${noise.max}) before.`

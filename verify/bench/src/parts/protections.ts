import { compare } from '../compare.ts'
import { forEachService, ours } from '../gateways/ours.ts'
import { readMachine } from '../machine.ts'
import { FULL, QUICK } from '../paces.ts'
import { inEachRound, type Round } from '../rounds.ts'
import { type Summary, summarise } from '../statistics.ts'
import { BODY } from '../work.ts'

const OFF = {
  logging: { LOG_LEVEL: 'silent' },
  'load shedding': { MAX_IN_FLIGHT: '0', MAX_EVENT_LOOP_DELAY_MS: '0' },
  deadlines: { DEADLINE_MS: '0', ...forEachService('TIMEOUT_MS', '0'), CONNECT_TIMEOUT_MS: '0' },
  breaker: { BREAKER_FAILURES: '0' },
  retries: { ATTEMPTS: '1' },
  ejection: { EJECTION_MS: '0' },
  'rate limit': { RATE_LIMIT_PER_ADDRESS: '0' },
}

/** The settings of each variant that differ from the defaults. The first one has everything on. */
export const VARIANTS: { name: string; env: Record<string, string> }[] = [
  { name: 'everything on', env: {} },
  ...Object.entries(OFF).map(([name, env]) => ({ name: `without ${name}`, env })),
  { name: 'without any of them', env: Object.assign({}, ...Object.values(OFF)) },
]

export interface Protection {
  name: string
  env: Record<string, string>
  rounds: { counted: number; void: number }
  /** µs of CPU for each request. */
  cpu: Summary
  /** How much more everything on takes, round by round; not for the first one. */
  saved?: Summary
}

/** Our gateway with each protection switched off in turn, on the same work in the same run. */
export async function measureProtections(quick: boolean) {
  const pace = quick ? QUICK.protections : FULL.protections
  const machine = readMachine()
  const rounds = await compare(
    VARIANTS.map(({ name, env }) => ours(name, env)),
    pace,
  )
  const all = rounds.get(VARIANTS[0]!.name)!
  const results = VARIANTS.map(({ name, env }, i) =>
    oneProtection(name, env, rounds.get(name)!, i > 0 ? all : undefined),
  )
  return { machine, work: { ...pace, bytes: BODY.length }, results }
}
export type ProtectionsReport = Awaited<ReturnType<typeof measureProtections>>

/** @throws where there were errors in every round. */
export function oneProtection(
  name: string,
  env: Record<string, string>,
  rounds: Round[],
  all?: Round[],
): Protection {
  const counted = inEachRound(rounds, all ?? rounds, ({ cpu }) => cpu)
  if (counted.length === 0) throw new Error(`Slipway ${name}: there were errors in every round`)
  return {
    name,
    env,
    rounds: { counted: counted.length, void: rounds.length - counted.length },
    cpu: summarise(counted),
    ...(all && { saved: summarise(inEachRound(rounds, all, (without, all) => all.cpu - without.cpu)) }),
  }
}

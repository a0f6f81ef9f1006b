import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identityOf, startIssuer, temporaryFolder } from '@slipway/testing'
import { startCollector } from '../collector.ts'
import { compare } from '../compare.ts'
import { ours } from '../gateways/ours.ts'
import { readMachine } from '../machine.ts'
import { FULL, QUICK } from '../paces.ts'
import { inEachRound, type Round } from '../rounds.ts'
import { type Summary, summarise } from '../statistics.ts'
import { BODY } from '../work.ts'
import { OURS } from './gateway.ts'

export const METRICS = 'with metrics'
export const SOME_TRACES = 'with 1 % of the traces'
export const ALL_TRACES = 'with all traces'
export const IDENTITY = 'with identity'

export interface OptionResult {
  name: string
  rounds: { counted: number; void: number }
  requests: number
  /** µs of CPU for each request. */
  cpu: Summary
  /** How much more than with none of them, round by round; not for the first one. */
  added?: Summary
  /** What the collector has received, during the warm-up too. */
  spans?: number
}

/**
 * Our gateway with metrics, with traces that a collector receives, and with identity, on the same work in the same run.
 * Identity: one user's token, verified once and then remembered, and a second rate limit.
 */
export async function measureOptions(quick: boolean) {
  const pace = quick ? QUICK.options : FULL.options
  const machine = readMachine()
  await using some = await startCollector()
  await using all = await startCollector()
  await using users = await startIssuer()
  using folder = temporaryFolder()
  const token = join(folder.path, 'token') // as long as a real one; the service that is measured with does not look at it
  writeFileSync(token, await users.sign('gateway', 'catalog'))
  const identity = { ...identityOf(users), CALLER_TOKEN_FILE: token }
  const authorization = `Bearer ${await users.sign('ada', 'slipway', { claims: { exp: inHours(6) } })}`
  const rounds = await compare(
    [
      ours(OURS, SILENT),
      ours(METRICS, { ...SILENT, METRICS_PORT: '0' }), // any free port: nobody reads them here
      ours(SOME_TRACES, tracesTo(some.url, 0.01)),
      ours(ALL_TRACES, tracesTo(all.url, 1)),
      ours(IDENTITY, { ...SILENT, ...identity }, { authorization }),
    ],
    pace,
  )
  const off = rounds.get(OURS)!
  const results: OptionResult[] = [
    optionResult(OURS, off),
    optionResult(METRICS, rounds.get(METRICS)!, off),
    { ...optionResult(SOME_TRACES, rounds.get(SOME_TRACES)!, off), spans: some.spans() },
    { ...optionResult(ALL_TRACES, rounds.get(ALL_TRACES)!, off), spans: all.spans() },
    optionResult(IDENTITY, rounds.get(IDENTITY)!, off),
  ]
  return { machine, work: { ...pace, bytes: BODY.length }, results }
}
export type OptionsReport = Awaited<ReturnType<typeof measureOptions>>

const inHours = (hours: number) => Math.floor(Date.now() / 1_000) + hours * 3_600
const SILENT = { LOG_LEVEL: 'silent' }
const tracesTo = (url: string, share: number) => ({
  ...SILENT,
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
  OTEL_TRACES_SAMPLER_ARG: String(share),
})

/** @throws where there were errors in every round. */
export function optionResult(name: string, rounds: Round[], off?: Round[]): OptionResult {
  const counted = inEachRound(rounds, off ?? rounds, (round) => round)
  if (counted.length === 0) throw new Error(`Slipway ${name}: there were errors in every round`)
  return {
    name,
    rounds: { counted: counted.length, void: rounds.length - counted.length },
    requests: counted.reduce((sum, { requests }) => sum + requests, 0),
    cpu: summarise(counted.map(({ cpu }) => cpu)),
    ...(off && { added: summarise(inEachRound(rounds, off, (one, off) => one.cpu - off.cpu)) }),
  }
}

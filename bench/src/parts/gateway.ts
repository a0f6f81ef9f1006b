import { compare } from '../compare.ts'
import type { Gateway } from '../gateways/gateway.ts'
import { haproxy } from '../gateways/haproxy.ts'
import { nginx } from '../gateways/nginx.ts'
import { ours } from '../gateways/ours.ts'
import { express, fastGateway, installPeers } from '../gateways/peers.ts'
import { describeMachine } from '../machine.ts'
import { FULL, QUICK } from '../paces.ts'
import type { Round } from '../rounds.ts'
import { type Summary, summarise } from '../statistics.ts'
import { BODY } from '../work.ts'

export const OURS = 'Slipway, logging off'
export const NGINX = 'nginx'

export const GATEWAYS: Gateway[] = [
  ours(OURS, { LOG_LEVEL: 'silent' }),
  ours('Slipway, logging on', { LOG_LEVEL: 'info' }),
  nginx({ name: NGINX }),
  nginx({ name: 'nginx, with log and headers', sameWork: true }),
  haproxy,
  express,
  fastGateway,
]

export interface GatewayResult {
  name: string
  version: string
  /** Rounds that count, and rounds with an error, which do not. */
  rounds: { counted: number; void: number }
  requests: number
  requestsPerSecond: Summary
  p50: Summary
  p99: Summary
  p999: Summary
  cpu: Summary
  memory: Summary
}

/** Our gateway beside others, on the same work in the same run. */
export async function measureGateway(quick: boolean) {
  installPeers()
  const pace = quick ? QUICK.gateway : FULL.gateway
  const { present, skipped } = whoIsHere(GATEWAYS)
  for (const { name, reason } of skipped) console.log(`  skipped: ${name} (${reason})`)
  const machine = describeMachine()
  const rounds = await compare(present, pace, { direct: true })
  const versions = new Map(present.map((gateway) => [gateway.name, gateway.version()!]))
  const results: GatewayResult[] = []
  for (const [name, of] of rounds) {
    const result = summariseRounds(name, versions.get(name) ?? `Node ${process.versions.node}`, of)
    if (result) results.push(result)
    else skipped.push({ name, reason: 'there were errors in every round' })
  }
  return { machine, work: { ...pace, bytes: BODY.length }, results, skipped }
}
export type GatewayReport = Awaited<ReturnType<typeof measureGateway>>

/** Those that are installed, and what to do about the others. */
export function whoIsHere(gateways: Gateway[]) {
  const isHere = (gateway: Gateway) => gateway.version() !== undefined
  return {
    present: gateways.filter(isHere),
    skipped: gateways
      .filter((gateway) => !isHere(gateway))
      .map(({ name, install }) => ({ name, reason: `not installed: ${install}` })),
  }
}

/** Counts the rounds without an error; undefined where there is none. */
export function summariseRounds(name: string, version: string, rounds: Round[]): GatewayResult | undefined {
  const counted = rounds.filter(({ errors }) => errors === 0)
  if (counted.length === 0) return undefined
  const of = (key: keyof Round) => summarise(counted.map((round) => round[key]))
  return {
    name,
    version,
    rounds: { counted: counted.length, void: rounds.length - counted.length },
    requests: counted.reduce((sum, { requests }) => sum + requests, 0),
    requestsPerSecond: of('requestsPerSecond'),
    p50: of('p50'),
    p99: of('p99'),
    p999: of('p999'),
    cpu: of('cpu'),
    memory: of('memory'),
  }
}

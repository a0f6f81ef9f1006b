import { compare } from '../compare.ts'
import { FLOOR, floor } from '../gateways/floor.ts'
import type { Gateway } from '../gateways/gateway.ts'
import { haproxy } from '../gateways/haproxy.ts'
import { nginx } from '../gateways/nginx.ts'
import { ours } from '../gateways/ours.ts'
import { express, fastGateway, installPeers } from '../gateways/peers.ts'
import { logLineAlone } from '../log-line-alone.ts'
import { readMachine } from '../machine.ts'
import { FULL, QUICK } from '../paces.ts'
import { inEachRound, type Round } from '../rounds.ts'
import { type Summary, summarise } from '../statistics.ts'
import { BODY } from '../work.ts'

export const OURS = 'Slipway, logging off'
export const LOGGING = 'Slipway, logging on'
export const NGINX = 'nginx'

export const GATEWAYS: Gateway[] = [
  floor,
  ours(OURS, { LOG_LEVEL: 'silent' }),
  ours(LOGGING, { LOG_LEVEL: 'info' }),
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
  /** CPU as a multiple of the floor's, round by round. */
  overFloor?: Summary
}

/** Our gateway and others, on the same work in the same run. */
export async function measureGateway(quick: boolean) {
  installPeers()
  const pace = quick ? QUICK.gateway : FULL.gateway
  const { installed, skipped } = findInstalled(GATEWAYS)
  for (const { name, reason } of skipped) console.log(`  skipped: ${name} (${reason})`)
  const machine = readMachine()
  const rounds = await compare(installed, pace, { direct: true })
  const versions = new Map(installed.map((gateway) => [gateway.name, gateway.version()!]))
  const results: GatewayResult[] = []
  for (const [name, of] of rounds) {
    const result = summariseRounds(name, versions.get(name) ?? `Node ${process.versions.node}`, of)
    const overFloor = inEachRound(of, rounds.get(FLOOR)!, (one, floor) => one.cpu / floor.cpu)
    if (result) results.push({ ...result, ...(overFloor.length > 0 && { overFloor: summarise(overFloor) }) })
    else skipped.push({ name, reason: 'there were errors in every round' })
  }
  const inGateway = inEachRound(rounds.get(LOGGING)!, rounds.get(OURS)!, (on, off) => on.cpu - off.cpu)
  const logLine = { alone: await logLineAlone(pace.rounds), inGateway: summarise(inGateway) }
  return { machine, work: { ...pace, bytes: BODY.length }, results, skipped, logLine }
}
export type GatewayReport = Awaited<ReturnType<typeof measureGateway>>

/** Those that are installed, and how to install the others. */
export function findInstalled(gateways: Gateway[]) {
  const isInstalled = (gateway: Gateway) => gateway.version() !== undefined
  return {
    installed: gateways.filter(isInstalled),
    skipped: gateways
      .filter((gateway) => !isInstalled(gateway))
      .map(({ name, install }) => ({ name, reason: `not installed: ${install}` })),
  }
}

/** Counts the rounds without an error; undefined where there is none. */
export function summariseRounds(name: string, version: string, rounds: Round[]): GatewayResult | undefined {
  const counted = rounds.filter(({ errors }) => errors === 0)
  if (counted.length === 0) return undefined
  const of = (figure: (round: Round) => number) => summarise(counted.map(figure))
  return {
    name,
    version,
    rounds: { counted: counted.length, void: rounds.length - counted.length },
    requests: counted.reduce((sum, { requests }) => sum + requests, 0),
    requestsPerSecond: of(({ requestsPerSecond }) => requestsPerSecond),
    p50: of(({ latency }) => latency!.p50),
    p99: of(({ latency }) => latency!.p99),
    p999: of(({ latency }) => latency!.p999),
    cpu: of(({ cpu }) => cpu),
    memory: of(({ memory }) => memory),
  }
}

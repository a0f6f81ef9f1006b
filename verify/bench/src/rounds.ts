import { percentile } from '@slipway/harness'
import { openLoad } from './open-load.ts'
import { rotated } from './statistics.ts'
import { cpuTime, residentMemory } from './usage.ts'
import { wrk } from './wrk.ts'

/** A process under load. */
export interface Entrant {
  name: string
  pid: number
  url: string
  headers?: Record<string, string>
}

export interface Pace {
  connections: number
  /** Seconds of load on each before anything is counted: Node compiles hot code. */
  warmUp: number
  rounds: number
  /** Seconds of load on each in each round. */
  seconds: number
  /** Requests a second for the latencies, as many seconds again; without it they are not measured. */
  rate?: number
}

/** The figures of one round on one entrant. */
export interface Round {
  requests: number
  /** A round with errors is void. */
  errors: number
  requestsPerSecond: number
  /** In ms, at a fixed rate, from when each request was due. */
  latency?: { p50: number; p99: number; p999: number }
  /** CPU time of the entrant for each request, in µs. */
  cpu: number
  /** Resident memory at the end of the round, in MiB. */
  memory: number
}

/** Rounds in turns: what else the machine does for a while then affects all entrants alike. */
export async function interleave(entrants: Entrant[], pace: Pace): Promise<Map<string, Round[]>> {
  const results = new Map<string, Round[]>(entrants.map(({ name }) => [name, []]))
  if (pace.warmUp > 0)
    for (const entrant of entrants) {
      await oneRound(entrant, { ...pace, seconds: pace.warmUp, rate: undefined })
    }
  for (let number = 0; number < pace.rounds; number++) {
    for (const entrant of rotated(entrants, number)) {
      const round = await oneRound(entrant, pace)
      results.get(entrant.name)!.push(round)
      if (round.errors > 0)
        console.log(`  void: ${round.errors} errors of ${entrant.name}, round ${number + 1}`)
    }
    console.log(`  round ${number + 1} of ${pace.rounds}`)
  }
  return results
}

async function oneRound(
  { pid, url, headers }: Entrant,
  { connections, seconds, rate }: Pace,
): Promise<Round> {
  const before = cpuTime(pid)
  const { requests, errors, duration } = await wrk(url, { connections, seconds, headers })
  const round = {
    requests,
    errors,
    requestsPerSecond: (requests * 1_000_000) / duration,
    cpu: (cpuTime(pid) - before) / Math.max(requests, 1),
    memory: residentMemory(pid) / 1024 / 1024,
  }
  if (rate === undefined) return round
  const { errors: late, times } = await openLoad(url, { connections, rate, seconds })
  const [p50, p99, p999] = [0.5, 0.99, 0.999].map((share) => percentile(times, share))
  return { ...round, errors: errors + late, latency: { p50: p50!, p99: p99!, p999: p999! } }
}

/** A figure of two entrants in the same rounds, such as a ratio, where neither had errors. */
export function inEachRound<T>(one: Round[], other: Round[], figure: (one: Round, other: Round) => T): T[] {
  const counted = [...one.keys()].filter((i) => one[i]!.errors === 0 && other[i]!.errors === 0)
  return counted.map((i) => figure(one[i]!, other[i]!))
}

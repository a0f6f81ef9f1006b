import { rotated } from './statistics.ts'
import { cpuTime, residentMemory } from './usage.ts'
import { wrk } from './wrk.ts'

/** A process under load. */
export interface Entrant {
  name: string
  pid: number
  url: string
}

export interface Pace {
  connections: number
  /** Seconds of load on each before anything is counted: Node compiles what is hot. */
  warmUp: number
  rounds: number
  /** Seconds of load on each in each round. */
  seconds: number
}

/** What one round on one entrant came to. */
export interface Round {
  requests: number
  /** A round with one is void. */
  errors: number
  requestsPerSecond: number
  /** Latency in ms. */
  p50: number
  p99: number
  p999: number
  /** CPU time of the entrant for each request, in µs. */
  cpu: number
  /** Resident memory at the end of it, in MiB. */
  memory: number
}

/** Rounds in turns: what else the machine does for a moment then meets all entrants alike. */
export async function interleave(entrants: Entrant[], pace: Pace): Promise<Map<string, Round[]>> {
  const results = new Map<string, Round[]>(entrants.map(({ name }) => [name, []]))
  if (pace.warmUp > 0)
    for (const entrant of entrants) await oneRound(entrant, { ...pace, seconds: pace.warmUp })
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

async function oneRound({ pid, url }: Entrant, { connections, seconds }: Pace): Promise<Round> {
  const before = cpuTime(pid)
  const { requests, errors, duration, p50, p99, p999 } = await wrk(url, { connections, seconds })
  return {
    requests,
    errors,
    requestsPerSecond: (requests * 1_000_000) / duration,
    p50: p50 / 1_000,
    p99: p99 / 1_000,
    p999: p999 / 1_000,
    cpu: (cpuTime(pid) - before) / Math.max(requests, 1),
    memory: residentMemory(pid) / 1024 / 1024,
  }
}

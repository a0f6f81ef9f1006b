import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { rotated, type Summary, summarise, versionOf, wrk } from '@slipway/bench'
import { temporaryFolder } from '@slipway/testing'
import {
  addProducts,
  addressesOf,
  coresOf,
  limitedSkipped,
  limitedSystem,
  SERVICE,
  untilServedBy,
  writeAddresses,
} from '../limited-system.ts'
import type { Options } from '../part.ts'
import { fitScalability, type ScalabilityFit } from '../scalability.ts'

/** Of a core, for each instance. */
export const CORES = 0.2
const PORT = 3001
const COUNTS = [1, 2, 3, 4]

/** Connections for each instance: enough to keep it busy, and the same wait at each number of them. */
const FULL = { connections: 16, warmUp: 10, rounds: 5, seconds: 6 }
const QUICK = { connections: 16, warmUp: 0, rounds: 1, seconds: 2 }

/** What some instances served. */
export interface Count {
  instances: number
  /** Requests a second, of all rounds. */
  throughput: Summary
  rounds: ScaleRound[]
}

export interface ScaleRound {
  /** Good responses a second. */
  throughput: number
  errors: number
  /** Used in a second of it, in cores: by all instances that served, and by the gateway. */
  cores: { instances: number; gateway: number }
}

export interface ScaleReport {
  pace: typeof FULL
  counts: Count[]
  /** To the medians. */
  fit: ScalabilityFit
}

/** Why it cannot be measured here, or nothing. */
export async function scaleSkipped(): Promise<string> {
  const reason = await limitedSkipped()
  if (reason) return reason
  return versionOf('wrk', ['-v']) ? '' : 'wrk is not on the PATH. On Debian or Ubuntu: apt-get install wrk'
}

/** What 1 to 4 instances of the same capacity serve behind one gateway, in turns. */
export async function measureScale({ quick }: Options): Promise<ScaleReport> {
  const pace = quick ? QUICK : FULL
  using folder = temporaryFolder()
  chmodSync(folder.path, 0o755) // the gateway is another user
  const file = join(folder.path, SERVICE)
  writeAddresses(file, [])
  await using system = await limitedSystem(['scale'], { INSTANCES: folder.path })
  const { page: url, instances, gateway } = system
  const addresses = await addressesOf(system, instances, `gateway-${SERVICE}`)
  const use = async (count: number) => {
    writeAddresses(
      file,
      addresses.slice(0, count).map((address) => `http://${address}:${PORT}`),
    )
    await untilServedBy(url, SERVICE, count)
  }
  const run = async (count: number): Promise<ScaleRound> => {
    await use(count)
    const load = wrk(url, { ...pace, connections: count * pace.connections })
    await sleep(500) // connections are open
    const cores = await coresOf([...instances.slice(0, count), gateway])
    const { requests, errors, duration } = await load
    const used = cores.slice(0, count).reduce((sum, one) => sum + one, 0)
    return {
      throughput: ((requests - errors) * 1_000_000) / duration,
      errors,
      cores: { instances: used, gateway: cores.at(-1)! },
    }
  }

  await use(COUNTS.at(-1)!)
  await addProducts(system)
  if (pace.warmUp > 0)
    await wrk(url, { ...pace, connections: COUNTS.length * pace.connections, seconds: pace.warmUp }) // Node compiles hot code
  await system.limit(CORES)
  const rounds = new Map(COUNTS.map((count): [number, ScaleRound[]] => [count, []]))
  for (let number = 0; number < pace.rounds; number++) {
    for (const count of rotated(COUNTS, number)) rounds.get(count)!.push(await run(count))
    const last = [...rounds].map(([count, all]) => `${count}: ${Math.round(all.at(-1)!.throughput)}/s`)
    console.log(`  round ${number + 1} of ${pace.rounds}: ${last.join(', ')}`)
  }
  const counts = [...rounds].map(([count, all]) => ({
    instances: count,
    throughput: summarise(all.map(({ throughput }) => throughput)),
    rounds: all,
  }))
  const medians = counts.map((one) => ({ instances: one.instances, throughput: one.throughput.median }))
  return { pace, counts, fit: fitScalability(medians) }
}

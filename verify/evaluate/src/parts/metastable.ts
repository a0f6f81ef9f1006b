import { setTimeout as sleep } from 'node:timers/promises'
import { round } from '@slipway/bench'
import { type Patience, saturate, startClients } from '../clients.ts'
import { bySecond, type Second } from '../goodput.ts'
import { addProducts, changedSystem, type LimitedSystem, limitedSystem } from '../limited-system.ts'
import type { Options } from '../part.ts'

/**
 * Of a core, for each of two instances of catalog, or less where the machine is fast. What is in flight at most (96) is then
 * served within an attempt.
 */
const CORES = 0.2
/**
 * What both serve in a second at most. More, and the gateway and the clients, on the same cores, are what is slow; much
 * less, and an instance that may use so little stands still while V8 collects garbage, whatever is asked.
 */
const MAX_CAPACITY = 1_000
/** 0.6 of what the service can do, sent four times each, is 2.4 times that. */
const PATIENCE: Patience = { timeout: 1_000, attempts: 4, pause: 100 }
const LOAD = { base: 0.6, spike: 1.8 } // of the capacity
const WORKERS = 32

/** In seconds. */
const FULL = { warmUp: 8, capacity: 8, before: 10, spike: 5, after: 30 }
const QUICK = { warmUp: 1, capacity: 1, before: 2, spike: 1, after: 3 }

export interface SpikeRun {
  protections: 'on' | 'off'
  /** Before, during and after the spike. */
  seconds: Second[]
  /** How late the clients themselves were at most, in ms. */
  late: number
}

export interface MetastableReport {
  pace: typeof FULL
  patience: Patience
  /** Of a core, for each instance of the service. */
  cores: number
  /** What the service can do, and what is asked of it before and after the spike, and in it; in requests a second. */
  capacity: number
  base: number
  spike: number
  runs: SpikeRun[]
}

/** The same spike twice: on the system as it is shipped, and on one without what protects it. */
export async function measureMetastable({ quick }: Options): Promise<MetastableReport> {
  const pace = quick ? QUICK : FULL
  await using system = await limitedSystem(['protected'])
  await addProducts(system)
  const cores = await coresFor(system, pace)
  const on = await spikeOn('with protections', system, pace, cores)
  // The same load, whatever this one could do.
  const off = await spikeOn('without', await changedSystem(system, ['unprotected']), pace, cores, on.capacity)
  return {
    pace,
    patience: PATIENCE,
    cores,
    ...ratesOf(on.capacity),
    capacity: on.capacity,
    runs: [
      { protections: 'on', seconds: on.seconds, late: on.late },
      { protections: 'off', seconds: off.seconds, late: off.late },
    ],
  }
}

const ratesOf = (capacity: number) => ({
  base: Math.round(LOAD.base * capacity),
  spike: Math.round(LOAD.spike * capacity),
})

/** How much of a core an instance may use, so that a fast machine serves no more than is wanted. */
async function coresFor(system: LimitedSystem, pace: typeof FULL): Promise<number> {
  const measured = await capacityAt(CORES, system, pace)
  return CORES * Math.min(1, MAX_CAPACITY / measured)
}

async function capacityAt(cores: number, system: LimitedSystem, { warmUp, capacity }: typeof FULL) {
  // Workers that wait for each response cannot overload it. First with a whole core, as Node compiles hot code.
  await system.limit(1)
  await saturate(system.page, { workers: WORKERS, seconds: warmUp })
  await system.limit(cores)
  return await saturate(system.page, { workers: WORKERS, seconds: capacity })
}

/** @param known the capacity that decides the load; else what is measured */
async function spikeOn(
  name: string,
  system: LimitedSystem,
  pace: typeof FULL,
  cores: number,
  known?: number,
) {
  const url = system.page
  const measured = await capacityAt(cores, system, pace)
  console.log(`  ${name}: capacity ${measured}/s`)
  const capacity = known ?? measured
  const { base, spike } = ratesOf(capacity)
  const clients = startClients(url, base, PATIENCE)
  const start = performance.now()
  await sleep(pace.before * 1_000)
  clients.rate = spike
  await sleep(pace.spike * 1_000)
  clients.rate = base
  await sleep(pace.after * 1_000)
  const seconds = bySecond(clients.visits, start, pace.before + pace.spike + pace.after)
  await clients.stop()
  console.log(`  ${name}: good in each second: ${seconds.map(({ good }) => good).join(' ')}`)
  return { capacity, seconds, late: round(clients.late) }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { type Kind, startLoad } from '@slipway/harness'
import type { TestSystem } from '@slipway/testing'
import { round } from './statistics.ts'
import { type Step, summariseStep } from './step.ts'
import { cpuTime, residentMemory } from './usage.ts'

interface Measured {
  app: string
  name: string
  pid: number
}

/** A system under load, and the processes that it is made of. */
export interface Target {
  url: string
  processes: Measured[]
}

export interface LoadOfSystem {
  /** Requests a second. */
  rate: number
  seconds: number
  /** In turn. */
  kinds: Kind[]
}

/** What one process used. */
export interface Usage {
  app: string
  name: string
  /** CPU time for each request, in µs. */
  cpu: number
  /** Resident at the end, in MiB. */
  memory: number
}

/** The processes of a system, and a Redis that is part of it. */
export const targetOf = ({ url, names, process }: TestSystem, redis?: { pid: number }): Target => ({
  url,
  processes: [
    ...names.map((name) => ({ app: process(name).spec.app, name, pid: process(name).pid })),
    ...(redis ? [{ app: 'redis', name: 'redis', pid: redis.pid }] : []),
  ],
})

/** Sends requests to a system for a while, each at its time, and measures its processes. */
export async function loadSystem(
  { url, processes }: Target,
  { rate, seconds, kinds }: LoadOfSystem,
): Promise<{ step: Step; usage: Usage[] }> {
  const load = await startLoad(url, { rate, kinds, watch: false, maxLate: Infinity })
  const before = processes.map(({ pid }) => cpuTime(pid))
  await sleep(seconds * 1_000)
  const samples = await load.stop()
  const usage = processes.map(({ app, name, pid }, i) => ({
    app,
    name,
    cpu: round((cpuTime(pid) - before[i]!) / samples.length),
    memory: round(residentMemory(pid) / 1024 ** 2),
  }))
  return { step: summariseStep(rate, seconds, samples), usage }
}

/** CPU time for each request, in µs: of each app, and of all. */
export function cpuByApp(usage: Usage[]): Record<string, number> {
  const apps = Map.groupBy(usage, ({ app }) => app)
  const sum = (some: Usage[]) => round(some.reduce((total, { cpu }) => total + cpu, 0))
  return Object.fromEntries([['all', sum(usage)], ...[...apps].map(([app, own]) => [app, sum(own)])])
}

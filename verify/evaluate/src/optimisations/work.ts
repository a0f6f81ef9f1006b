import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuTime, loadSystem, residentMemory, type Target, targetOf } from '@slipway/bench'
import { send, stockUp, type TestSystem } from '@slipway/testing'
import { bytesWritten, cpuColumns, runTime, wakeUps } from './usage.ts'

/** What one round has measured, by the heads of a table's columns. */
export type Figures = Record<string, number>

/** One of the two variants, ready to be measured again and again. */
export interface Subject extends AsyncDisposable {
  round(seconds: number): Promise<Figures>
}

/** How an optimisation is measured: on a system of each variant, or by starting some. */
export type Work = (start: () => Promise<TestSystem>, warmUp: number) => Promise<Subject>

/** On a system that runs, after a warm-up in which Node compiles hot code. */
const onRunning =
  (round: (target: Target, seconds: number) => Promise<Figures>): Work =>
  async (start, warmUp) => {
    const system = await start()
    const target = targetOf(system)
    if (warmUp > 0) await loadSystem(target, { rate: 200, seconds: warmUp, kinds: ['order'] })
    return {
      round: (seconds) => round(target, seconds),
      [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
    }
  }

/** Orders at a rate: the CPU time of each app, and the largest process. */
export const atRate = (rate: number): Work =>
  onRunning(async (target, seconds) => {
    const { step, usage } = await loadSystem(target, { rate, seconds, kinds: ['order'] })
    return {
      ...cpuColumns(usage),
      'largest process, MiB': Math.max(...usage.map(({ memory }) => memory)),
      'not confirmed': step.sent - (step.outcomes['201'] ?? 0),
    }
  })

/** Clients that each send the next order once the last one is confirmed: how many orders that makes. */
export const byClients = (clients: number): Work =>
  onRunning(async ({ url, processes }, seconds) => {
    const sku = `clients-${randomUUID()}`
    for (let i = 0; i < 20; i++) await stockUp(url, sku, 1_000)
    let [confirmed, others] = [0, 0]
    const before = processes.map(({ pid }) => ({ cpu: cpuTime(pid), bytes: bytesWritten(pid) }))
    const from = performance.now()
    const client = async () => {
      while (performance.now() < from + seconds * 1_000) {
        const outcome = await send(
          'POST',
          `${url}/api/orders`,
          { lines: [{ sku, quantity: 1 }] },
          randomUUID(),
        )
        if ('status' in outcome && outcome.status === 201) confirmed++
        else others++
      }
    }
    await Promise.all(Array.from({ length: clients }, client))
    const elapsed = (performance.now() - from) / 1_000
    const each = (used: number) => used / Math.max(confirmed, 1)
    const usage = processes.map(({ app, name, pid }, i) => ({
      app,
      name,
      cpu: each(cpuTime(pid) - before[i]!.cpu),
      memory: residentMemory(pid) / 1024 ** 2,
    }))
    const written = processes.reduce((sum, { pid }, i) => sum + bytesWritten(pid) - before[i]!.bytes, 0)
    return {
      'orders/s': confirmed / elapsed,
      ...cpuColumns(usage),
      'KiB to the disk': each(written) / 1024,
      'not confirmed': others,
    }
  })

/** Nothing: what the processes do without a request. */
export const idle: Work = onRunning(async ({ processes }, seconds) => {
  await sleep(1_000) // what the last requests have left behind
  const used = () => processes.map(({ pid }) => ({ time: runTime(pid), wakeUps: wakeUps(pid) }))
  const before = used()
  await sleep(seconds * 1_000)
  const after = used()
  const each = (of: 'time' | 'wakeUps') =>
    after.reduce((sum, one, i) => sum + one[of] - before[i]![of], 0) / seconds
  return { 'CPU ms in a second': each('time') / 1_000, 'wake-ups in a second': each('wakeUps') }
})

/** Starts the whole system: how long that takes, and what it costs. */
export const starts: Work = async (start) => ({
  async round() {
    const from = performance.now()
    await using system = await start()
    const ready = performance.now() - from
    const pids = targetOf(system).processes.map(({ pid }) => pid)
    const sum = (of: (pid: number) => number) => pids.reduce((total, pid) => total + of(pid), 0)
    return {
      'all ready after ms': ready,
      'CPU ms until ready': sum(cpuTime) / 1_000,
      'resident MiB, in all': sum(residentMemory) / 1024 ** 2,
    }
  },
  async [Symbol.asyncDispose]() {},
})

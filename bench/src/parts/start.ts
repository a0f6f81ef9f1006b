import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '@slipway/testing'
import { freePorts, PORTS_NEEDED } from '@slipway/tools'
import { describeMachine } from '../machine.ts'
import { FULL, QUICK } from '../paces.ts'
import { round, type Summary, summarise } from '../statistics.ts'
import { describeProcesses } from '../system.ts'
import { proportionalMemory, residentMemory } from '../usage.ts'

export interface StartResult {
  app: string
  /** From spawn to the first 200 of /readyz, in ms. */
  ready: Summary
  /** Memory of the process doing nothing, in MiB: in RAM, and the same with shared pages divided among their users. */
  resident: number
  proportional: number
}

/** Each process started alone, several times, on an empty store: to its first answer, then idle. */
export async function measureStart(quick: boolean) {
  const pace = quick ? QUICK.start : FULL.start
  const machine = describeMachine()
  const results: StartResult[] = []
  for (const app of ['gateway', 'catalog', 'orders'] as const) {
    const starts = []
    for (let number = 1; number < pace.rounds; number++) starts.push(await oneStart(app, 0))
    const last = await oneStart(app, pace.idleSeconds)
    const ready = summarise([...starts, last].map(({ readyAfter }) => readyAfter))
    results.push({ app, ready, resident: last.resident, proportional: last.proportional })
    console.log(`  ${app}`)
  }
  return { machine, work: { ...pace, store: 'SQLite' }, results }
}
export type StartReport = Awaited<ReturnType<typeof measureStart>>

async function oneStart(app: 'gateway' | 'catalog' | 'orders', idleSeconds: number) {
  using folder = temporaryFolder()
  const processes = describeProcesses({ port: await freePorts(PORTS_NEEDED), data: folder.path })
  await using running = await processes.find((one) => one.app === app)!.start(join(folder.path, 'log'))
  await sleep(idleSeconds * 1_000)
  return {
    readyAfter: running.readyAfter,
    resident: round(residentMemory(running.pid) / 1024 / 1024),
    proportional: round(proportionalMemory(running.pid) / 1024 / 1024),
  }
}

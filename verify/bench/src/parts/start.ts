import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '@slipway/testing'
import { address, freePorts, PORTS_NEEDED, startService, systemProcesses } from '@slipway/tools'
import { readMachine } from '../machine.ts'
import { FULL, QUICK } from '../paces.ts'
import { isReady } from '../processes.ts'
import { round, type Summary, summarise } from '../statistics.ts'
import { proportionalMemory, residentMemory } from '../usage.ts'

export interface StartResult {
  app: string
  /** With Node's compile cache, as `npm start` runs it, or without. */
  cached: boolean
  /** From spawn to the first 200 of /readyz, in ms. */
  ready: Summary
  /** Memory of the idle process, in MiB: in RAM, and the same with shared pages divided among their users. */
  resident: number
  proportional: number
}

/** Each app started alone, several times with and without compile cache in turns, on an empty store: until ready, then idle. */
export async function measureStart(quick: boolean) {
  const pace = quick ? QUICK.start : FULL.start
  const machine = readMachine()
  const results: StartResult[] = []
  const apps = new Set(systemProcesses({ port: 1, data: '' }).map(({ app }) => app))
  for (const app of apps) {
    await oneStart(app, true, 0) // fills the cache
    const starts: Record<'with' | 'without', Awaited<ReturnType<typeof oneStart>>[]> = {
      with: [],
      without: [],
    }
    for (let number = 1; number <= pace.rounds; number++) {
      const idleSeconds = number === pace.rounds ? pace.idleSeconds : 0
      starts.with.push(await oneStart(app, true, idleSeconds))
      starts.without.push(await oneStart(app, false, idleSeconds))
    }
    for (const [name, all] of Object.entries(starts)) {
      const { resident, proportional } = all.at(-1)!
      const ready = summarise(all.map(({ readyAfter }) => readyAfter))
      results.push({ app, cached: name === 'with', ready, resident, proportional })
    }
    console.log(`  ${app}`)
  }
  return { machine, work: { ...pace, store: 'SQLite' }, results }
}
export type StartReport = Awaited<ReturnType<typeof measureStart>>

async function oneStart(app: string, cached: boolean, idleSeconds: number) {
  using folder = temporaryFolder()
  const specs = systemProcesses({ port: await freePorts(PORTS_NEEDED), data: folder.path })
  const spec = specs.find((one) => one.app === app)!
  if (!cached) spec.env = { ...spec.env, NODE_DISABLE_COMPILE_CACHE: '1' }
  const output: string[] = []
  const started = performance.now()
  const service = startService(spec, (_, line) => output.push(line))
  try {
    while (!(await isReady(`${address(spec)}/readyz`))) {
      if (!service.running()) throw new Error(`${app} did not start:\n${output.join('\n')}`)
      await sleep(5)
    }
    const readyAfter = performance.now() - started
    await sleep(idleSeconds * 1_000)
    return {
      readyAfter,
      resident: round(residentMemory(service.pid) / 1024 / 1024),
      proportional: round(proportionalMemory(service.pid) / 1024 / 1024),
    }
  } finally {
    if (service.running()) await service.stop()
  }
}

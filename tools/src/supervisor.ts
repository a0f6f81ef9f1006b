import { setTimeout as sleep } from 'node:timers/promises'
import { type ServiceProcess, type ServiceSpec, startService } from './service-process.ts'

const FIRST_PAUSE = 250 // ms before a dead process is started again; doubles up to the longest
const LONGEST_PAUSE = 5_000 // ms
const CALM = 10_000 // ms: one that ran this long starts over with the first pause

export interface SupervisorOptions {
  output: (name: string, line: string) => void
  say: (message: string) => void
  nodeOptions?: (spec: ServiceSpec) => string[]
}

/** Keeps the processes of a system running, and says when one died. */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #processes = new Map<string, ServiceProcess>()
  #stopping = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  /** Starts all; where one does not come up, names it, stops the others and answers false. */
  async start(specs: ServiceSpec[]): Promise<boolean> {
    for (const spec of specs) this.#start(spec)
    const ready = await Promise.all([...this.#processes.values()].map((one) => one.ready()))
    const failed = [...this.#processes.keys()].filter((_, i) => !ready[i])
    if (failed.length === 0) {
      for (const one of this.#processes.values()) void this.#watch(one)
      return true
    }
    await this.stop()
    this.#options.say(`${failed.join(', ')} did not start: see above for the reason. Everything was stopped.`)
    return false
  }

  /** Stops all in the order of their start: the gateway first, so that nobody is asked in vain. */
  async stop(): Promise<void> {
    this.#stopping = true
    const apps = Map.groupBy(this.#processes.values(), ({ spec }) => spec.app)
    for (const replicas of apps.values()) await Promise.all(replicas.map((one) => one.stop()))
  }

  #start(spec: ServiceSpec): ServiceProcess {
    const started = startService(spec, this.#options.output, this.#options.nodeOptions?.(spec))
    this.#processes.set(spec.name, started)
    return started
  }

  async #watch(process: ServiceProcess, pause = FIRST_PAUSE): Promise<void> {
    const { name } = process.spec
    const started = Date.now()
    const { code, signal } = await process.exited
    if (this.#stopping) return
    const wait = Date.now() - started > CALM ? FIRST_PAUSE : pause
    this.#options.say(`${name} died (${signal ?? `exit code ${code}`}): starting it again in ${wait} ms.`)
    await sleep(wait)
    if (!this.#stopping) void this.#watch(this.#start(process.spec), Math.min(wait * 2, LONGEST_PAUSE))
  }
}

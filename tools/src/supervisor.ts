import { setTimeout as sleep } from 'node:timers/promises'
import type { ControlledProcess } from '@slipway/contracts'
import { type ServiceProcess, type ServiceSpec, startService } from './service-process.ts'

const FIRST_BACKOFF = 250 // ms before a dead process is restarted; doubles up to the longest
const LONGEST_BACKOFF = 5_000 // ms
const STABLE = 10_000 // ms: a process that ran this long starts again with the first backoff

export interface SupervisorOptions {
  output: (name: string, line: string) => void
  say: (message: string) => void
  /** A process has ended, for whatever reason. */
  ended?: (name: string, end: { code: number | null; signal: string | null }) => void
  nodeOptions?: (spec: ServiceSpec) => string[]
}

/** Keeps the processes of a system running, and says when one died. What was killed on purpose stays stopped. */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #processes = new Map<string, ServiceProcess>()
  readonly #paused = new Set<string>()
  readonly #killed = new Set<string>()
  #stopping = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  /** Starts all; where one does not become ready, names it, stops the others and returns false. */
  async startAll(specs: ServiceSpec[]): Promise<boolean> {
    for (const spec of specs) this.#start(spec)
    const ready = await Promise.all([...this.#processes.values()].map((one) => one.ready()))
    const failed = [...this.#processes.keys()].filter((_, i) => !ready[i])
    if (failed.length === 0) {
      for (const one of this.#processes.values()) void this.#watch(one)
      return true
    }
    await this.stopAll()
    this.#options.say(
      `${failed.join(', ')} did not start: see above for the reason. All processes were stopped.`,
    )
    return false
  }

  /** Stops all in the order of their start: callers first, so that no call finds its service gone. */
  async stopAll(): Promise<void> {
    this.#stopping = true
    const apps = Map.groupBy(this.#processes.values(), ({ spec }) => spec.app)
    for (const replicas of apps.values()) await Promise.all(replicas.map((one) => this.#stop(one)))
  }

  /** How the processes were started, also those that were killed. */
  specs(): ServiceSpec[] {
    return [...this.#processes.values()].map(({ spec }) => spec)
  }

  /** One of them, as it is now. */
  process(name: string): Pick<ControlledProcess, 'pid' | 'state'> {
    const one = this.#processes.get(name)!
    if (!one.running()) return { pid: one.pid, state: 'stopped' }
    return { pid: one.pid, state: this.#paused.has(name) ? 'paused' : 'running' }
  }

  /** SIGKILL; the process stays stopped until `start`. */
  async kill(name: string): Promise<void> {
    this.#killed.add(name)
    signalGroup(this.#processes.get(name)!, 'SIGKILL')
    await this.#processes.get(name)!.exited
  }

  /** SIGSTOP: its connections stay open, but it does nothing. */
  async pause(name: string): Promise<void> {
    this.#paused.add(name)
    signalGroup(this.#processes.get(name)!, 'SIGSTOP')
  }

  async resume(name: string): Promise<void> {
    this.#paused.delete(name)
    signalGroup(this.#processes.get(name)!, 'SIGCONT')
  }

  /** Starts a process that has stopped, and waits until it is ready. */
  async start(name: string): Promise<void> {
    await this.add(this.#processes.get(name)!.spec)
  }

  /** Starts one more process, and waits until it is ready. */
  async add(spec: ServiceSpec): Promise<void> {
    const started = this.#start(spec)
    void this.#watch(started)
    if (!(await started.ready())) throw new Error(`${spec.name} did not start: its log says why.`)
  }

  /** Stops a process gracefully, for good. */
  async remove(name: string): Promise<void> {
    const one = this.#processes.get(name)!
    this.#processes.delete(name)
    await this.#stop(one)
  }

  #start(spec: ServiceSpec): ServiceProcess {
    const started = startService(spec, this.#options.output, this.#options.nodeOptions?.(spec))
    void started.exited.then((end) => this.#options.ended?.(spec.name, end))
    this.#processes.set(spec.name, started)
    this.#paused.delete(spec.name)
    this.#killed.delete(spec.name)
    return started
  }

  /** A paused process gets no SIGTERM until it is resumed. */
  async #stop(one: ServiceProcess): Promise<void> {
    if (!one.running()) return
    const stopped = one.stop()
    signalGroup(one, 'SIGCONT')
    await stopped
  }

  /** Whether a process that has ended is to be started again. */
  #isKept(one: ServiceProcess): boolean {
    const { name } = one.spec
    return !this.#stopping && this.#processes.get(name) === one && !this.#killed.has(name)
  }

  async #watch(one: ServiceProcess, backoff = FIRST_BACKOFF): Promise<void> {
    const { name } = one.spec
    const started = Date.now()
    const { code, signal } = await one.exited
    if (this.#killed.has(name)) this.#options.say(`${name} was killed: it is stopped until it is started.`)
    if (!this.#isKept(one)) return
    const wait = Date.now() - started > STABLE ? FIRST_BACKOFF : backoff
    this.#options.say(`${name} died (${signal ?? `exit code ${code}`}): restarting it in ${wait} ms.`)
    await sleep(wait)
    if (this.#isKept(one)) void this.#watch(this.#start(one.spec), Math.min(wait * 2, LONGEST_BACKOFF))
  }
}

/** To the whole process group: with --watch, the service is a child of the process. */
const signalGroup = ({ pid }: ServiceProcess, signal: NodeJS.Signals) => process.kill(-pid, signal)

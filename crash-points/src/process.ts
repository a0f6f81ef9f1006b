import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate } from 'node:timers/promises'

/** Why there is no response: the process stopped, or it or the response takes longer than its caller waits. */
export class NoResponse extends Error {
  readonly code: 'BROKEN' | 'TIMEOUT'

  constructor(code: 'BROKEN' | 'TIMEOUT') {
    super(code)
    this.code = code
  }
}

/** A request or a round of recovery that a process works on. */
export class Work {
  readonly process: Process
  readonly #life: number
  readonly #promise: Promise<unknown>
  #interruption = Promise.withResolvers<never>()

  constructor(process: Process, run: () => Promise<unknown>) {
    this.process = process
    this.#life = process.life
    this.#promise = current.run(this, run)
    const leave = () => void process.working.delete(this)
    this.#promise.then(leave, leave)
  }

  /** What it works on when its process has stopped is never continued. */
  get isOver(): boolean {
    return this.#life !== this.process.life
  }

  /** Rejects with NoResponse where it is interrupted first. */
  async ended(): Promise<unknown> {
    return Promise.race([this.#promise, this.#interruption.promise])
  }

  /** Whoever waits for it learns that there is no response. It may continue later. */
  interrupt(code: NoResponse['code']): void {
    this.#interruption.promise.catch(() => {})
    this.#interruption.reject(new NoResponse(code))
    this.#interruption = Promise.withResolvers<never>()
  }
}

const current = new AsyncLocalStorage<Work>()
/** What the code that calls this works on; undefined for a client. */
export const currentWork = (): Work | undefined => current.getStore()

/** A process of a service. What it has in memory is gone when it stops; it starts again with its next request. */
export class Process<Stores extends { close(): Promise<void> } = { close(): Promise<void> }> {
  readonly name: string
  /** How often it has stopped. */
  life = 0
  readonly #open: () => Promise<Stores>
  #stores: Stores | undefined
  readonly working = new Set<Work>()

  constructor(name: string, open: () => Promise<Stores>) {
    this.name = name
    this.#open = open
  }

  get stores(): Stores {
    return this.#stores!
  }

  /** Returns whether it was stopped before. */
  async start(): Promise<boolean> {
    if (this.#stores) return false
    this.#stores = await this.#open()
    return true
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const begun = new Work(this, work)
    this.working.add(begun)
    return begun.ended() as Promise<T>
  }

  /** As SIGKILL does it. */
  async stop(): Promise<void> {
    this.life++
    const stores = this.#stores
    this.#stores = undefined
    for (const work of this.working) work.interrupt('BROKEN')
    this.working.clear()
    await setImmediate() // what is being written is committed: a bug may not wait for it
    await stores?.close()
  }
}

import { clock } from './clock.ts'
import { currentWork, NoResponse, type Work } from './process.ts'
import { FAULTS, type Fault, type FaultKind, type Place, type PointKind } from './schedule.ts'
import type { Story } from './story.ts'
import type { Point, System } from './system.ts'

/** Later than when an order that a request left open is due, and than the delay after an attempt in an outage. */
const DUE = 5_000 // ms

/** Counts the points of a run, and makes happen what its schedule says. */
export class Faults {
  /** The points so far. */
  readonly points: (Place & { kind: PointKind })[] = []
  /** What is late or paused, and continues when it is called. */
  readonly held: (() => Promise<void>)[] = []
  readonly #system: System
  readonly #faults: Fault[]
  readonly #story: Story
  readonly #settling = new Set<Promise<void>>()
  #next: Place = { step: 0, at: 0 }
  #over = false

  constructor(system: System, faults: Fault[], story: Story) {
    this.#system = system
    this.#faults = faults
    this.#story = story
  }

  beginStep(step: number): void {
    this.#next = { step, at: 0 }
  }

  /** From now on nothing goes wrong, and nothing is counted. */
  end(): void {
    this.#over = true
  }

  /** Waits until those that stop or pause have done so. */
  async quiet(): Promise<void> {
    while (this.#settling.size > 0) await Promise.all(this.#settling)
  }

  async around<T>(point: Point, run: () => Promise<T>): Promise<T> {
    const work = currentWork()
    if (work?.isOver) return never()
    const fault = this.#faultAt(point)
    if (fault === 'stop-before' || fault === 'all-stop') await this.#settle()
    if (fault !== undefined) this.#story.fault(fault, point)
    const result = await this.#happen(fault, work, async () => {
      const result = await run()
      this.#story.done(point, result)
      return result
    })
    return work?.isOver ? never() : result
  }

  /** Counts the point. A fault that cannot happen there does not. */
  #faultAt({ kind }: Point): FaultKind | undefined {
    if (this.#over) return undefined
    const { step, at } = this.#next
    this.#next = { step, at: at + 1 }
    this.points.push({ step, at, kind })
    const possible: readonly FaultKind[] = FAULTS[kind]
    return this.#faults.find(
      (fault) => fault.step === step && fault.at === at && possible.includes(fault.kind),
    )?.kind
  }

  /** A process that does not wait for what it begins does more before it stops: a response may go out too early. */
  async #settle(): Promise<void> {
    const settling = this.#system.data.settle()
    this.#settling.add(settling)
    await settling
    this.#settling.delete(settling)
  }

  async #happen<T>(fault: FaultKind | undefined, work: Work | undefined, run: () => Promise<T>): Promise<T> {
    switch (fault) {
      case 'stop-before':
        await work?.process.stop()
        return never()
      case 'stop-after':
        await run()
        await work?.process.stop()
        return never()
      case 'all-stop':
        await this.#system.stopAll()
        return work ? never() : run()
      case 'pause':
        await this.#pause(work!)
        return run()
      case 'recovery':
        await this.recoverElsewhere(work)
        return work?.isOver ? never() : run() // another fault may have stopped it meanwhile
      case 'lost':
        await run()
        throw new NoResponse('BROKEN')
      case 'late':
        this.held.push(async () => void (await run().catch(ignore)))
        throw new NoResponse('TIMEOUT')
      case 'twice': {
        const first = await run()
        await run().catch(ignore)
        return first
      }
      default:
        return run()
    }
  }

  /** An instance of orders that does not work on this recovers what is due. */
  async recoverElsewhere(work?: Work): Promise<void> {
    clock.advance(DUE)
    const other = this.#system.orders.findLast((process) => process !== work?.process)!
    await this.#system.recover(other).catch(ignore)
  }

  /** Returns when `held` continues it; until then its caller waits in vain. */
  async #pause(work: Work): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.held.push(async () => {
      if (work.isOver) return
      const ended = work.ended().catch(ignore)
      resolve()
      await ended
      await this.#system.data.settle()
    })
    await this.#settle()
    work.interrupt('TIMEOUT')
    await promise
  }
}

/** The rest of what a process that has stopped would have done. */
const never = () => new Promise<never>(() => {})

/** That there is no response is a fault of the schedule. */
function ignore(error: unknown): void {
  if (!(error instanceof NoResponse)) throw error
}

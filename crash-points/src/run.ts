import { setTimeout as sleep } from 'node:timers/promises'
import { findViolation } from './check.ts'
import { Clients } from './clients.ts'
import { clock } from './clock.ts'
import { Faults } from './faults.ts'
import { type Schedule, STOCK, type Step } from './schedule.ts'
import type { Stored } from './stores.ts'
import { Story } from './story.ts'
import type { System } from './system.ts'

export interface Outcome {
  schedule: Schedule
  points: Faults['points']
  /** What is wrong at the end; undefined if nothing is. */
  violation: string | undefined
  story: string[]
}

/** Longer than the longest delay after a failed attempt of recovery. */
const LONG = 600_000 // ms

/** A run takes milliseconds. */
const LIMIT = 30_000 // ms

/** Runs one schedule on empty stores, lets recovery run to its end, and checks what must be true then. */
export async function run(system: System, schedule: Schedule): Promise<Outcome> {
  const { data, stored } = system
  clock.reset()
  await data.empty()
  system.unexpected = undefined
  await stored.catalog.products.seed(
    Object.entries(STOCK).map(([sku, stock]) => ({ sku, name: sku, amount: 100, stock })),
  )
  const story = new Story()
  const faults = new Faults(system, schedule.faults, story)
  system.around = (point, run) => faults.around(point, run)
  system.onRestart = (name) => story.say(`${name} starts again.`)
  await system.startAll()
  const running = new Run(system, faults, story)
  const violation = (await inTime(running.play(schedule.steps))) ?? system.unexpected
  if (violation) story.say(`At the end ${violation}.`)
  await system.stopAll()
  return { schedule, points: faults.points, violation, story: story.lines }
}

/** What is wrong may be that the run never ends. */
async function inTime(violation: Promise<string | undefined>): Promise<string | undefined> {
  const stopping = new AbortController()
  const late = sleep(LIMIT, 'the run does not end: something waits for ever', { signal: stopping.signal })
  late.catch(() => {}) // aborted
  try {
    return await Promise.race([violation, late])
  } finally {
    stopping.abort()
  }
}

class Run {
  readonly #faults: Faults
  readonly #story: Story
  readonly #clients: Clients
  readonly #stored: Stored

  constructor(system: System, faults: Faults, story: Story) {
    this.#faults = faults
    this.#story = story
    this.#stored = system.stored
    this.#clients = new Clients(system, story)
  }

  async play(steps: Step[]): Promise<string | undefined> {
    for (const [i, step] of steps.entries()) {
      this.#faults.beginStep(i)
      await this.#step(step)
      await this.#faults.quiet()
    }
    this.#faults.beginStep(steps.length)
    await this.#end()
    this.#faults.end()
    await this.#clients.completeRestocks()
    const violation = await findViolation(this.#stored, this.#clients)
    if (violation) return violation
    // Each key is still known.
    for (const name of this.#clients.told.keys()) await this.#clients.place(name)
    await this.#end()
    return findViolation(this.#stored, this.#clients)
  }

  async #step(step: Step): Promise<void> {
    switch (step.do) {
      case 'place':
        return this.#clients.place(step.order)
      case 'cancel':
        return this.#clients.cancel(step.order)
      case 'restock':
        return this.#clients.restock(step.sku)
      case 'recover':
        return this.#faults.recoverElsewhere()
      case 'continue':
        await this.#continue()
    }
  }

  /** Recovery and what is late take turns until nothing is left. */
  async #end(): Promise<void> {
    do await this.#recoverAll()
    while (await this.#continue())
  }

  async #continue(): Promise<boolean> {
    const held = this.#faults.held.splice(0)
    if (held.length > 0) this.#story.say('What is late arrives, and what is paused continues.')
    for (const go of held) await go()
    await this.#faults.quiet()
    return held.length > 0
  }

  /** Many rounds, with time for each delay between them. */
  async #recoverAll(): Promise<void> {
    for (let round = 0; round < 10; round++) {
      clock.advance(LONG)
      await this.#faults.recoverElsewhere()
      await this.#faults.quiet()
      const { pending, cancelling } = await this.#stored.orders.openOrders()
      if (pending + cancelling === 0) return
    }
  }
}

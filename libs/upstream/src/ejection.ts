import type { Instance } from './instances.ts'

const LONGEST = 10 // times the first one

/**
 * Passes over instances that refuse, break off or do not answer: for `first` ms, and twice as long each time
 * one fails again. Never more than half of them at once, as then something else is wrong; where that is
 * reached, the one that has waited longest is tried again. 0 switches it off.
 */
export class Ejection {
  readonly #first: number

  constructor(first: number) {
    this.#first = first
  }

  failed(instance: Instance, all: readonly Instance[], now = Date.now()): void {
    if (this.#first === 0 || isEjected(instance, now)) return // what it had in flight fails with it, and counts once
    const others = all.filter((other) => other !== instance && isEjected(other, now))
    if (others.length + 1 > all.length / 2) {
      const longest = others.sort((a, b) => a.passedOverUntil - b.passedOverUntil)[0]
      if (!longest) return
      longest.passedOverUntil = now
    }
    const pause = this.#first * Math.min(2 ** instance.failures, LONGEST)
    instance.failures++
    instance.passedOverUntil = now + pause
  }

  /** An answer to the one request by which it was tried again; one that comes late from before says nothing. */
  succeeded(instance: Instance, now = Date.now()): void {
    if (!isEjected(instance, now)) instance.failures = 0
  }
}

function isEjected(instance: Instance, now: number): boolean {
  return instance.failures > 0 && instance.passedOverUntil > now
}

/** Whether an instance may be given a request: one that failed gets a single one, to see how it is. */
export function mayBeAsked(instance: Instance, now: number): boolean {
  if (instance.passedOverUntil > now) return false
  return instance.failures === 0 || instance.inFlight === 0
}

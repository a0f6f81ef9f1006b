import type { Instance } from './instances.ts'

const MAX_FACTOR = 10

/**
 * Outlier ejection: skips an instance whose attempts fail (refused, broken off, no response) for `first` ms, and
 * twice as long each time it fails again. At most half of the instances are ejected, as with more the cause is
 * elsewhere; at that limit the one ejected for longest is tried again. 0 disables. `isOn`: for lessons.
 */
export class Ejection {
  readonly #first: number
  readonly #isOn: () => boolean

  constructor(first: number, isOn = () => true) {
    this.#first = first
    this.#isOn = isOn
  }

  /** Returns for how long the instance is now ejected, in ms; 0 if it is not, or was before. */
  failed(instance: Instance, all: readonly Instance[], now = performance.now()): number {
    // Already ejected: requests that were in flight fail together, and count once.
    if (this.#first === 0 || !this.#isOn() || isEjected(instance, now)) return 0
    const others = all.filter((other) => other !== instance && isEjected(other, now))
    if (others.length + 1 > all.length / 2) {
      const longest = others.sort((a, b) => a.skipUntil - b.skipUntil)[0]
      if (!longest) return 0
      longest.skipUntil = now
    }
    const duration = this.#first * Math.min(2 ** instance.failures, MAX_FACTOR)
    instance.skipUntil = now + duration
    instance.failures++
    return duration
  }

  /**
   * A response ends the failures, unless it is a late one to a request from before the ejection. Returns whether there
   * were any.
   */
  succeeded(instance: Instance, now = performance.now()): boolean {
    if (instance.failures === 0 || isEjected(instance, now)) return false
    instance.failures = 0
    return true
  }
}

/** Ends all ejections. */
export function endEjections(all: readonly Instance[]): void {
  for (const instance of all) Object.assign(instance, { skipUntil: 0, failures: 0 })
}

/** Whether an instance is skipped because its attempts failed. */
export function isEjected(instance: Instance, now: number): boolean {
  return instance.failures > 0 && instance.skipUntil > now
}

/**
 * The share of the instances that are not ejected. What the others had in flight is not for these in addition: where
 * overload was why an instance timed out, they would time out next, and the service stay down.
 */
export function shareInUse(all: readonly Instance[], now = performance.now()): number {
  const inUse = all.filter((instance) => !isEjected(instance, now)).length
  return inUse === 0 ? 1 : inUse / all.length // where all others have gone, an ejected one is better than none
}

/** Whether an instance may get a request. After an ejection it gets a single one until that has a response. */
export function isAvailable(instance: Instance, now: number): boolean {
  if (instance.skipUntil > now) return false
  return instance.failures === 0 || instance.inFlight === 0
}

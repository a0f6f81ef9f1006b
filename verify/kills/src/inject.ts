import { setTimeout as sleep } from 'node:timers/promises'
import type { PlannedFault } from './plan-faults.ts'
import type { Fault } from './target.ts'

/** A fault as it was; in ms since the load began. */
export interface PastFault {
  name: string
  from: number
  to: number
  /** Why it did not happen: a very busy machine may fail to do it. */
  failed?: string
}

/** Lets all faults happen at their times; returns when all have ended, and what was killed runs again. */
export async function inject(
  planned: PlannedFault[],
  faults: Fault[],
  now: () => number,
): Promise<PastFault[]> {
  const before = new Map<string, Promise<unknown>>()
  const all = planned.map(async ({ name, at, lasts }) => {
    const fault = faults.find((one) => one.name === name)!
    const ready = fault.victims.map((victim) => before.get(victim))
    const happens = (async () => {
      await sleep(Math.max(0, at - now()))
      // A busy machine may not have restarted it from the fault before yet.
      await Promise.all(ready)
      const from = now()
      const failed = await reasonOf(fault.begin())
      await sleep(lasts)
      const stays = await reasonOf(fault.end())
      if (stays && !failed) throw new Error(`The fault "${name}" cannot be ended: ${stays}`)
      return { name, from, to: now(), ...(failed && { failed }) }
    })()
    for (const victim of fault.victims) before.set(victim, happens)
    return happens
  })
  return Promise.all(all)
}

/** The first line of what failed, or undefined. */
const reasonOf = (step: Promise<void>) =>
  step.then(
    () => undefined,
    ({ message }: Error) => message.split('\n')[0],
  )

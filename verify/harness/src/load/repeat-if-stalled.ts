import { watchForStalls } from './stalls.ts'

/** Runs a check; where it fails while the machine stalled, which says nothing about the system, it is run again. */
export async function repeatIfStalled(check: () => Promise<unknown>, times = 3): Promise<void> {
  const machine = watchForStalls()
  const [result] = await Promise.allSettled([check()])
  const stalls = await machine.stop()
  if (result.status === 'fulfilled') return
  if (stalls.length === 0 || times === 1) throw result.reason
  await repeatIfStalled(check, times - 1)
}

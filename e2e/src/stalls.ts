import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

/** A time in which this machine, its processors or its disk, did nothing; in ms, as `performance.now()` counts. */
export interface Stall {
  from: number
  to: number
}

/**
 * Watches for times in which this machine stood still, as shared ones do now and then. A thread of its own is to wake
 * up and to write a little to the disk, as an append-only store does, every few milliseconds.
 */
export function watchForStalls(): { stop(): Promise<Stall[]> } {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-stalls-'))
  const file = join(folder, 'written')
  const stalls: Stall[] = []
  const worker = new Worker(new URL('./stalls-worker.ts', import.meta.url), { workerData: file })
  // Each thread's clock begins at a time of its own.
  const here = (time: number) => time - performance.timeOrigin
  worker.on('message', ({ from, to }: Stall) => stalls.push({ from: here(from), to: here(to) }))
  worker.unref() // a test that fails may never stop it
  const ended = new Promise<void>((resolve, reject) => worker.on('exit', () => resolve()).on('error', reject))
  return {
    async stop() {
      worker.ref()
      worker.postMessage('stop')
      await ended
      rmSync(folder, { recursive: true })
      return stalls
    },
  }
}

/** From when a stall may be felt, in ms before it was seen: a store may have begun to wait for the disk sooner. */
const BEFORE = 500
/** Until when: deadlines have ended, and failures are forgotten that were its. */
const AFTER = 3_000

/** Whether something that went on between these times may have suffered from one. */
export function isFelt(stalls: Stall[], begun: number, ended: number): boolean {
  return stalls.some(({ from, to }) => begun < to + AFTER && ended > from - BEFORE)
}

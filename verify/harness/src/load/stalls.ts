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
 * Watches for stalls of this machine, which shared ones have now and then: a thread wakes up every few milliseconds and
 * writes a little to the disk, as an append-only store does.
 */
export function watchForStalls(): { stop(): Promise<Stall[]> } {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-stalls-'))
  const file = join(folder, 'written')
  const stalls: Stall[] = []
  const worker = new Worker(new URL('./stalls-worker.ts', import.meta.url), { workerData: file })
  // Each thread has a time origin of its own.
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

/** From when a stall affects requests, in ms before it was measured: a store may have waited for the disk sooner. */
const BEFORE = 500
/** Until when after it, in ms: deadlines have passed, and ejected instances are used again. */
const AFTER = 3_000

/** Whether a stall may have affected a request that ran between these times. */
export function isAffected(stalls: Stall[], start: number, end: number): boolean {
  return stalls.some(({ from, to }) => start < to + AFTER && end > from - BEFORE)
}

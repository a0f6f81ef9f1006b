import { fsyncSync, openSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

const EVERY = 20 // ms
/** A few of these in a row exceed the timeout of a store. A calm machine has none, not even while containers start. */
const STALL = 75 // ms

const now = () => performance.timeOrigin + performance.now()

const file = openSync(workerData as string, 'w')
let stopped = false
parentPort!.once('message', () => (stopped = true))
for (let from = now(); !stopped; from = now()) {
  writeSync(file, '.')
  fsyncSync(file)
  await sleep(EVERY)
  const to = now()
  if (to - from > EVERY + STALL) parentPort!.postMessage({ from, to })
}

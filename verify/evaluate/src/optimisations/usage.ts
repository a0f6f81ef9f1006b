import { readdirSync, readFileSync } from 'node:fs'
import { cpuByApp, type Usage } from '@slipway/bench'

/** CPU time for each request, as columns of a table: of all processes, and of each app. */
export function cpuColumns(usage: Usage[]): Record<string, number> {
  const { all, ...apps } = cpuByApp(usage)
  const columns = Object.entries(apps).map(([app, cpu]) => [`${app}: CPU µs`, cpu])
  return { 'CPU µs': all!, ...Object.fromEntries(columns) }
}

/** What a process has made the kernel write to the disk, in bytes. */
export const bytesWritten = (pid: number) => readNumber(`/proc/${pid}/io`, /^write_bytes: (\d+)/m)

/** How often its main thread has waited: each time something wakes it up again. */
export const wakeUps = (pid: number) =>
  readNumber(`/proc/${pid}/status`, /^voluntary_ctxt_switches:\s*(\d+)/m)

/** CPU time in µs, of all threads, more exactly than the ticks of 10 ms of `cpuTime`: an idle process uses few. */
export const runTime = (pid: number) =>
  readdirSync(`/proc/${pid}/task`)
    .map((id) => readNumber(`/proc/${pid}/task/${id}/schedstat`, /^(\d+)/) / 1_000)
    .reduce((sum, time) => sum + time, 0)

const readNumber = (file: string, line: RegExp) => Number(line.exec(readFileSync(file, 'utf8'))![1])

import { readFileSync } from 'node:fs'

/** Whether a process of this id runs. One that has ended but was not reaped, as in a container without an init, does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    if (process.platform !== 'linux') return true
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

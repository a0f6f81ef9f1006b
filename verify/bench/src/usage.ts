import { readFileSync } from 'node:fs'

const TICKS_PER_SECOND = 100 // USER_HZ is the same on every Linux that Node runs on

/** The CPU time that a process and its children have used, user and system together, in µs. */
export function cpuTime(pid: number): number {
  const ticks = family(pid).map((id) => {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
    // The name before it, in parentheses, may contain anything; field 3 follows.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(fields[14 - 3]) + Number(fields[15 - 3])
  })
  return (sum(ticks) * 1_000_000) / TICKS_PER_SECOND
}

/** The memory of a process and its children that is in RAM, in bytes. */
export const residentMemory = (pid: number) =>
  sum(family(pid).map((id) => kilobytes(`/proc/${id}/status`, 'VmRSS'))) * 1024

/** The same, where a page that n processes share counts as 1/n: mostly Node's own code. */
export const proportionalMemory = (pid: number) =>
  sum(family(pid).map((id) => kilobytes(`/proc/${id}/smaps_rollup`, 'Pss'))) * 1024

/** nginx works in a child process. */
function family(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return [pid, ...(children ? children.split(' ').map(Number) : [])]
}

const kilobytes = (file: string, name: string) =>
  Number(readFileSync(file, 'utf8').match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))![1])

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)

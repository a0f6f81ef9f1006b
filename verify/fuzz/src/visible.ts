import { readFileSync } from 'node:fs'

/** What everybody on the machine, or whoever reads a crash report, may see of a process. Linux only. */
export const visibleOf = (name: string, pid: number): Record<string, string> =>
  Object.fromEntries(
    ['cmdline', 'environ'].map((file) => [
      `${file} of ${name}`,
      readFileSync(`/proc/${pid}/${file}`, 'utf8'),
    ]),
  )

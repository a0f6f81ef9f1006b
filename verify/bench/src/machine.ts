import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'
import { versionOf } from './gateways/gateway.ts'

/** Where and when a figure was measured: all that a reader needs to judge it, but no host name. */
export interface Machine {
  date: string
  cpu: string
  cores: number
  memory: string
  system: string
  kernel: string
  node: string
  /** Load average of the minute before: from about half the cores on, other processes affect the figures. */
  loadBefore: number
}

export function readMachine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]!.model.trim(),
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 1024 ** 3)} GiB`,
    system: readFileSync('/etc/os-release', 'utf8').match(/^PRETTY_NAME="?(.*?)"?$/m)?.[1] ?? 'Linux',
    kernel: release(),
    node: process.versions.node,
    loadBefore: Number(loadavg()[0]!.toFixed(2)),
  }
}

/** @throws with the remedy, where nothing can be measured here. */
export function checkMachine(): void {
  if (process.platform !== 'linux')
    throw new Error('The bench reads the CPU time of processes from /proc: run it on Linux.')
  if (!versionOf('wrk', ['-v']))
    throw new Error(
      "wrk, which makes the load, is not on the PATH. On Debian or Ubuntu: 'apt-get install wrk'.",
    )
}

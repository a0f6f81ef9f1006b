import { statSync } from 'node:fs'
import type { TestSystem } from '@slipway/testing'
import { run, succeeds } from '@slipway/tools'
import type { Fault } from './target.ts'

/** Why no disk can be full here, or nothing. */
export const fullDiskSkipped = (await succeeds('prlimit', ['--version']))
  ? ''
  : 'full disk: prlimit (Linux, util-linux) is not on the PATH'

/**
 * The files of a service stop growing: its processes get a limit for the size of a file, which fails a write beyond it
 * with EFBIG. Nothing else can be done to a running system without being root. A disk that is full fails with ENOSPC
 * instead; SQLite rolls back both. The limit is a tenth of what the write-ahead log has, so that a log that begins anew
 * fails in the middle of a transaction.
 */
export function fullDisk(system: TestSystem, app: string): Fault {
  const victims = system.names.filter((name) => system.process(name).spec.app === app)
  const limit = async (bytes: number | 'unlimited') => {
    for (const name of victims.filter((one) => system.process(one).running())) {
      await run('prlimit', ['--pid', String(system.process(name).pid), `--fsize=${bytes}:`])
    }
  }
  const log = `${system.process(victims[0]!).spec.env.STORE_URL!.replace('sqlite:', '')}-wal`
  return {
    name: `full disk ${app}`,
    victims,
    begin: () => limit(Math.floor(statSync(log).size / 10)),
    end: () => limit('unlimited'),
  }
}

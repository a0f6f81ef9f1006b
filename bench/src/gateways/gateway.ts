import { spawnSync } from 'node:child_process'

/** Where a gateway is to listen, what it is to pass requests on to, and a folder of its own. */
export interface Place {
  port: number
  /** `host:port` of both instances of the service. */
  upstreams: [string, string]
  folder: string
}

/** Something that passes requests on, as it is to be measured. */
export interface Gateway {
  name: string
  /** Undefined where it is not installed. */
  version(): string | undefined
  /** What to do where it is not. */
  install: string
  /** The program and its arguments; writes what configuration it needs into the folder. */
  command(place: Place): string[]
  env?(place: Place): Record<string, string>
}

/** What a program on the PATH says of its version; undefined where there is none. */
export function versionOf(program: string, args: string[]): string | undefined {
  // Some say it on stderr, some with an exit code of 1.
  const { error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return error ? undefined : (stdout + stderr).match(/\d+\.\d+[.\d]*/)?.[0]
}

import { spawnSync } from 'node:child_process'

/** Where a gateway listens, where it forwards requests to, and a folder of its own. */
export interface Place {
  port: number
  /** `host:port` of both instances of the service. */
  upstreams: [string, string]
  folder: string
}

/** A reverse proxy to measure. */
export interface Gateway {
  name: string
  /** Undefined where it is not installed. */
  version(): string | undefined
  /** How to install it. */
  install: string
  /** The program and its arguments; writes its configuration into the folder. */
  command(place: Place): string[]
  env?(place: Place): Record<string, string>
  /** What each request to it has. */
  headers?: Record<string, string>
}

/** The version of a program on the PATH; undefined where there is none. */
export function versionOf(program: string, args: string[]): string | undefined {
  // Some print it on stderr, some with an exit code of 1.
  const { error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return error ? undefined : (stdout + stderr).match(/\d+\.\d+[.\d]*/)?.[0]
}

import { ROOT } from '@slipway/services'
import { dockerAvailable, outputOf } from '@slipway/testing'

/** For the names of suites that need an engine: why they are skipped, or nothing. */
export const skipped = dockerAvailable ? '' : ' (skipped: no Docker Engine responds)'

/** The prefix of all names that a test process gives, so that the next run finds what a killed one left. */
export const PREFIX = `slipway-test-${process.pid}`

/** The tag of the images that the tests build; a developer's own have another one. */
export const VERSION = 'test'

/** Runs docker, in the repository unless `cwd` is given, and returns its standard output; throws what it wrote where it failed. */
export const docker = (
  args: string[],
  env: Record<string, string | undefined> = {},
  cwd = ROOT,
): Promise<string> => outputOf('docker', args, { cwd, env })

/** The platform of the engine, such as `linux/amd64`. */
export const enginePlatform = () => docker(['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'])

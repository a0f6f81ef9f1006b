import { globSync } from 'node:fs'
import { dirname } from 'node:path'
import { ROOT } from '@slipway/services'
import { readManifest } from '@slipway/tools'

/** The names of the packages in verify/, such as `@slipway/harness`. */
export const PROOF_PACKAGES = globSync('verify/*/package.json', { cwd: ROOT })
  .map((file) => readManifest(dirname(file)).name)
  .sort()

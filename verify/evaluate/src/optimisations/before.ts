import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { copyOfRepository } from '@slipway/harness'
import type * as Testing from '@slipway/testing'
import { startSystem, type TestSystem } from '@slipway/testing'

/** Patches that take one optimisation out each: the code as it was before, beside the code as it is. */
export const PATCHES = join(import.meta.dirname, '../../before')

/** How the system is started without an optimisation, until the end of the block. */
export async function before(
  name: string,
  env?: Record<string, string>,
): Promise<Disposable & { start: () => Promise<TestSystem> }> {
  if (env) {
    const start = () =>
      startSystem({}, (specs) => {
        for (const spec of specs) Object.assign(spec.env, env)
      })
    return { start, [Symbol.dispose]() {} }
  }
  const copy = await copyOfRepository()
  execFileSync('git', ['apply', join(PATCHES, `${name}.patch`)], { cwd: copy.path })
  // The copy's own, as it starts the processes of the repository that it is in.
  const testing = pathToFileURL(join(copy.path, 'libs/testing/src/index.ts')).href
  const { startSystem: start } = (await import(testing)) as typeof Testing
  return { start: () => start(), [Symbol.dispose]: () => copy[Symbol.dispose]() }
}

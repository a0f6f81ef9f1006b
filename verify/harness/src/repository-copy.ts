import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { outputOf, temporaryFolder } from '@slipway/testing'
import { copyRepository, copySources, succeeds } from '@slipway/tools'

export type Copy = ReturnType<typeof temporaryFolder>

/** A copy of the sources of the checkout that a test may change, without node_modules: `using copy = await copyOfSources()`. */
export async function copyOfSources(): Promise<Copy> {
  const folder = temporaryFolder()
  await copySources(folder.path)
  return folder
}

/** The same with node_modules, so that its programs run. */
export async function copyOfRepository(): Promise<Copy> {
  const folder = temporaryFolder()
  await copyRepository(folder.path)
  return folder
}

/** What npm writes to: copied and not linked, or the checkout would change. Other dot files are caches. */
const WRITTEN = ['@slipway', '.bin', '.package-lock.json']

/**
 * Gives a copy of the checkout what `npm ci` would install, as the lock file is the same: its packages are hard links to
 * those of the checkout, which npm replaces and never changes, so that it may install more. Takes a tenth of the time;
 * where files cannot be linked, npm installs them.
 */
export async function installFromCheckout({ path }: Copy): Promise<void> {
  const [from, to] = [join(ROOT, 'node_modules'), join(path, 'node_modules')]
  mkdirSync(to)
  const packages = readdirSync(from).filter((name) => !name.startsWith('.') && !WRITTEN.includes(name))
  const linked = await succeeds('cp', ['-al', ...packages.map((name) => join(from, name)), to])
  if (!linked) {
    await outputOf('npm', ['ci', '--ignore-scripts', '--prefer-offline'], { cwd: path })
    return
  }
  for (const name of WRITTEN)
    cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true })
}

import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { copySources } from './images/source.ts'

/** Copies the checkout with node_modules, so that its programs run: packages are those of the checkout, projects those of the copy. */
export async function copyRepository(target: string): Promise<void> {
  await copySources(target)
  linkPackages(join(ROOT, 'node_modules'), join(target, 'node_modules'))
}

/** Entries whose links are relative, and lead into the copy when they are copied as they are; and what npm has installed. */
const COPIED = ['@slipway', '.bin', '.package-lock.json']

function linkPackages(from: string, to: string): void {
  mkdirSync(to)
  for (const name of COPIED)
    cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true })
  // Other dot files are caches, which a program in the copy must not write to.
  const packages = readdirSync(from).filter((name) => !name.startsWith('.') && !COPIED.includes(name))
  for (const name of packages) symlinkSync(join(from, name), join(to, name))
}

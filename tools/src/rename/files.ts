// Node's own modules alone are imported in this folder's apply.ts and below: an upgrade runs them in a checkout of another
// version, where nothing is installed.
import { spawnSync } from 'node:child_process'
import { globSync, lstatSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** What keeps the template's name: its licence, and the history of its versions. */
export const KEPT = ['LICENSE', 'CHANGELOG.md']

/**
 * Runs a program in a folder and returns what it wrote.
 * @throws Error with its output, where it fails
 */
export function outputOf(root: string, program: string, ...args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  if (error) throw error
  if (status !== 0) throw new Error(`${program} ${args[0]} failed:\n${stdout}${stderr}`.trim())
  return stdout
}

/** The files that git knows, without links and what was deleted, and without those that keep the name. */
export function trackedFiles(root: string): string[] {
  const files = outputOf(root, 'git', 'ls-files', '-z').split('\0').filter(Boolean)
  return files.filter(
    (file) => !KEPT.includes(file) && lstatSync(join(root, file), { throwIfNoEntry: false })?.isFile(),
  )
}

/** The text of a file, or undefined for a picture and the like: git's own rule, a zero byte near the beginning. */
export function readText(root: string, file: string): string | undefined {
  const bytes = readFileSync(join(root, file))
  return bytes.subarray(0, 8_000).includes(0) ? undefined : bytes.toString('utf8')
}

/** The names of the apps. */
export const appsOf = (root: string): string[] =>
  globSync('apps/*/package.json', { cwd: root })
    .map((file) => basename(dirname(file)))
    .sort()

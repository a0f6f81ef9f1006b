import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The texts of all files in a folder, by path. */
export function contents(folder: string): Record<string, string> {
  const files = globSync('**', { cwd: folder, withFileTypes: true }).filter((one) => one.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name))
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')]))
}

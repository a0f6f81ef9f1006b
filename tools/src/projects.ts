import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from '@slipway/services'

/** The nx tag of projects that verify this repository and are no part of the product. */
export const PROOF = 'proof'

interface Manifest {
  name: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  workspaces?: string[]
  scripts?: { test?: string }
  nx?: { tags?: string[] }
}

/** The folders of the workspace's projects that have tests; with `all`, of the projects tagged `proof` too. */
export function testedProjects(root: string, all: boolean): string[] {
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest
  const files = globSync(
    read('package.json').workspaces!.map((folder) => `${folder}/package.json`),
    { cwd: root },
  )
  return files
    .sort()
    .map((file) => ({ folder: dirname(file), ...read(file) }))
    .filter(({ scripts, nx }) => scripts?.test && (all || !nx?.tags?.includes(PROOF)))
    .map(({ folder }) => folder)
}

/** Reads the package.json of a project. */
export const readManifest = (folder: string) =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest

/** The folders of the libs, such as `libs/store`. */
export const LIBS = globSync('libs/*/package.json', { cwd: ROOT }).map(dirname).sort()

/**
 * The folders of the libs that a project needs, also through other libs, as their package.json files say: those that it
 * runs with, or with `development` those of its tests too.
 */
export function libsOf(folder: string, development = false): string[] {
  const found = new Set<string>()
  const visit = (project: string) => {
    const { dependencies, devDependencies } = readManifest(project)
    const names = Object.keys({ ...dependencies, ...(development && devDependencies) })
    for (const lib of LIBS) {
      if (found.has(lib) || !names.includes(readManifest(lib).name)) continue
      found.add(lib)
      visit(lib)
    }
  }
  visit(folder)
  return [...found].sort()
}

import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { run, succeeds } from '../run.ts'
import { SAMPLE } from './copy-sample.ts'
import { Refusal } from './new-service.ts'

/** The files of the sample, below its folder. @throws Refusal where it was deleted */
export async function sampleFiles(): Promise<string[]> {
  if (!existsSync(join(ROOT, SAMPLE))) throw new Refusal(`${SAMPLE} is not there: services are copies of it.`)
  const files = await run('git', ['ls-files', SAMPLE])
  return files.split('\n').map((file) => file.slice(SAMPLE.length + 1))
}

/** The package.json files of the workspace. */
export function packages(): { name: string; dependencies: string[] }[] {
  const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'))
  const folders: string[] = read('package.json').workspaces
  return globSync(
    folders.map((folder) => `${folder}/package.json`),
    { cwd: ROOT },
  ).map((file) => {
    const { name, dependencies, devDependencies } = read(file)
    return { name, dependencies: Object.keys({ ...dependencies, ...devDependencies }) }
  })
}

/** Git is the way back, and shows what was done. @throws Refusal where there are changes, or there is no git */
export async function requireCleanTree(): Promise<void> {
  if (!(await succeeds('git', ['rev-parse', '--git-dir'])))
    throw new Refusal('This is no git repository: without one, nothing could be undone. Run: git init')
  const changes = await run('git', ['status', '--porcelain'])
  if (changes)
    throw new Refusal(
      `There are changes that are not committed. Commit or stash them first, so that git can show and take back what this command does.\n${changes.split('\n').slice(0, 5).join('\n')}`,
    )
}

/** Lets npm update the links in node_modules, and the lock file. @returns what is left to do, if it cannot */
export async function installLinks(): Promise<string[]> {
  const done = await succeeds('npm', ['install', '--ignore-scripts', '--prefer-offline'])
  return done ? [] : ['npm install failed. Run it to see why, and commit package-lock.json with the rest.']
}

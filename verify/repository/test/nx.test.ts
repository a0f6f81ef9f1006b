import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { copyOfRepository, PROOF_PACKAGES } from '@slipway/harness'
import { APPS, ROOT } from '@slipway/services'
import { runCommand, temporaryFolder } from '@slipway/testing'
import { LIBS, libsOf } from '@slipway/tools'
import { expect, test } from 'vitest'

/** Runs nx without its daemon, which would outlive the test, and without its cache of the graph. */
async function nx(args: string[], cwd = ROOT): Promise<string> {
  const env = { NX_DAEMON: 'false', NX_CACHE_PROJECT_GRAPH: 'false' }
  const { code, stdout, stderr } = await runCommand(join(cwd, 'node_modules/.bin/nx'), args, { cwd, env })
  expect(code, stdout + stderr).toBe(0)
  return stdout
}

const packageOf = (app: string) => `@slipway/${app}`
const showProjects = async (args: string[], cwd?: string): Promise<string[]> =>
  JSON.parse(await nx(['show', 'projects', '--json', ...args], cwd))
const affectedBy = (file: string) => showProjects(['--affected', `--files=${file}`])

test.each(LIBS)('a change of %s affects the apps that use it, and no other', async (lib) => {
  const users = APPS.filter((app) => libsOf(`apps/${app}`, true).includes(lib))
  const affected = await affectedBy(`${lib}/src/index.ts`)
  expect(affected).toContain(lib.replace('libs', '@slipway'))
  expect(APPS.filter((app) => affected.includes(packageOf(app)))).toEqual(users)
})

test.each(APPS)('a change of apps/%s affects no other app, and all that verifies the whole', async (app) => {
  const affected = await affectedBy(`apps/${app}/src/main.ts`)
  expect(APPS.filter((name) => affected.includes(packageOf(name)))).toEqual([app])
  expect(affected).toEqual(expect.arrayContaining(PROOF_PACKAGES))
})

test('a change of README.md affects only the project that runs its commands', async () => {
  expect(await affectedBy('README.md')).toEqual(['@slipway/repository'])
})

test('in the graph, no app depends on another', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'graph.json')
  await nx(['graph', `--file=${file}`])
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')).graph
  for (const app of APPS) {
    const targets: string[] = dependencies[packageOf(app)].map(({ target }: { target: string }) => target)
    expect(targets.length).toBeGreaterThan(0)
    expect(targets.filter((target) => APPS.map(packageOf).includes(target))).toEqual([])
  }
})

test('without the folder of an app, or that of what verifies it, nx works on', async () => {
  using copy = await copyOfRepository()
  const all = await showProjects([], copy.path)
  const [app] = APPS as [string]
  rmSync(join(copy.path, 'apps', app), { recursive: true })
  expect(await showProjects([], copy.path)).toEqual(all.filter((name) => name !== packageOf(app)))
  rmSync(join(copy.path, 'verify'), { recursive: true })
  const left = all.filter((name) => name !== packageOf(app) && !PROOF_PACKAGES.includes(name))
  expect(await showProjects([], copy.path)).toEqual(left)
})

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { ROOT } from '../src/service-process.ts'

/** nx without its daemon, which would outlive the test. */
async function nx(...args: string[]): Promise<string> {
  const env = { ...process.env, NX_DAEMON: 'false' }
  return (await promisify(execFile)(join(ROOT, 'node_modules/.bin/nx'), args, { cwd: ROOT, env })).stdout
}

/** What runs the system as a whole. */
const WHOLE = ['bench', 'docker', 'e2e', 'k8s']

test.each([
  ['libs/upstream/src/balance.ts', [...WHOLE, 'gateway', 'orders', 'upstream']],
  ['apps/catalog/src/reservations/reserve.lua', [...WHOLE, 'catalog']],
  ['README.md', WHOLE], // no service: only where its commands are run, and what stands on that
])('a change of %s affects %j', async (file, projects) => {
  const affected = JSON.parse(
    await nx('show', 'projects', '--affected', `--files=${file}`, '--json'),
  ) as string[]
  expect(affected.map((name) => name.replace('@slipway/', '')).sort()).toEqual(projects.toSorted())
})

test('the graph knows that orders calls catalog through libs alone', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'graph.json')
  await nx('graph', `--file=${file}`)
  const { graph } = JSON.parse(readFileSync(file, 'utf8'))
  const targets = graph.dependencies['@slipway/orders'].map(({ target }: { target: string }) => target)
  expect(targets).toContain('@slipway/upstream')
  expect(targets).not.toContain('@slipway/catalog')
})

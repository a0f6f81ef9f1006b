import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { shellLines, temporaryFolder } from '@slipway/testing'
import { ROOT } from '@slipway/tools'
import { describe, expect, test } from 'vitest'
import { startSystem } from '../src/system.ts'

/** Not the synchronous one: the services of a test write to pipes that this process must go on reading. */
const shell = async (command: string) =>
  (await promisify(execFile)('sh', ['-c', command], { cwd: ROOT })).stdout

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
const lines = shellLines(readme)
const commands = lines.filter((line) => line && !line.startsWith('#'))

/** Where each command that is not a curl line is run; whoever adds one to the README says so here. */
const RUN_ELSEWHERE = [
  'npm start', // start.test.ts
  'npm test', // it runs this
  'npx nx run-many -t test lint typecheck', // npm test runs it
  'npx nx affected -t test', // tools/test/nx.test.ts, as is the next one
  'npx nx graph',
  'docker compose up --wait', // docker/test/operations.test.ts
  'npm run dev', // dev.test.ts
]

test('every answer in the API by example is the one that the README names', async () => {
  using folder = temporaryFolder()
  await using system = await startSystem({ data: folder.path })
  const promised = lines
    .filter((line) => line.startsWith('#'))
    .flatMap((line) => line.match(/(?<=\()\d{3}(?=\))/g) ?? [])
  const curls = commands.filter((command) => command.startsWith('curl'))
  const answered: string[] = []
  for (const command of curls) {
    const answer = await shell(command.replaceAll('http://127.0.0.1:8080', system.url))
    answered.push(answer.split(' ')[1]!)
  }
  expect(answered).toEqual(promised)
})

test('the acceptance command runs against a system of which it knows the address alone', async () => {
  using folder = temporaryFolder()
  await using system = await startSystem({ data: folder.path })
  const command = commands.find((line) => line.startsWith('npm run acceptance'))!
  await shell(command.replace('http://127.0.0.1:8080', system.url))
})

test.each(commands.filter((command) => command.endsWith('--help')))('%s', async (command) => {
  expect(await shell(command)).toContain('(default')
})

test('every command is run by some test', () => {
  const known = commands.filter((command) => /^curl |^npm run acceptance|--help$/.test(command))
  expect(commands.filter((command) => !known.includes(command))).toEqual(RUN_ELSEWHERE.toSorted(byReadme))
})

const byReadme = (a: string, b: string) => commands.indexOf(a) - commands.indexOf(b)

describe('every link to a file leads to one', () => {
  const files = ['README.md', 'docs/architecture.md', 'docs/dependencies.md', 'docs/operations.md']
  test.each(files)('%s', (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8')
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      expect(existsSync(join(ROOT, dirname(file), target!)), target).toBe(true)
    }
  })
})

test('every dependency has its reason', () => {
  const reasons = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8')
  const manifests = [
    'package.json',
    ...execFileSync('git', ['ls-files', '*/package.json'], { cwd: ROOT, encoding: 'utf8' })
      .trim()
      .split('\n'),
  ]
  const names = manifests.flatMap((file) => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, file), 'utf8'))
    return Object.keys({ ...dependencies, ...devDependencies })
  })
  for (const name of new Set(names))
    if (!name.startsWith('@slipway/')) expect(reasons).toContain(`\`${name}\``)
})

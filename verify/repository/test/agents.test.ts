import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shellLines } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { runCommand, temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'

const page = readFileSync(join(ROOT, 'AGENTS.md'), 'utf8')
const commands = shellLines(page).filter((line) => line && !line.startsWith('#'))
const isOneFile = (command: string) => command.startsWith('npx nx test') && command.includes(' -- ')

/** Where each command that is not run here is run; whoever adds one to AGENTS.md says so here. */
const RUN_ELSEWHERE = [
  'npm start', // start.test.ts
  'npm run dev', // dev.test.ts
  'npm test', // runs the product's tests
  'npm run test:all', // runs this
  'npx nx test @slipway/orders', // npm test runs it
  'npm run crash-test', // crash-test.test.ts
  'npm run crash-test -- --prove', // the same
  'npx nx run-many -t lint typecheck', // npm test runs it
  'npm run format', // writes files; lint checks the same
]

test('every command is run by some test', () => {
  expect(commands.filter((command) => !isOneFile(command))).toEqual(RUN_ELSEWHERE)
})

test.each(commands.filter(isOneFile))('%s runs one file', async (command) => {
  using folder = temporaryFolder()
  // The report and the coverage of the project's last complete run stay as they are.
  const report = join(folder.path, 'report.json')
  const { code, stdout, stderr } = await runCommand('sh', ['-c', `${command} --outputFile.json=${report}`], {
    cwd: ROOT,
    env: { NX_DAEMON: 'false', COVERAGE: 'false' }, // a daemon would outlive the test
  })
  expect(code, stdout + stderr).toBe(0)
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  expect(testResults.map(({ name }: { name: string }) => name)).toEqual([
    expect.stringContaining(command.split(' -- ')[1]!),
  ])
})

test('every npm script that it names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  for (const [, script] of page.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([script!])
})

test('every path that it names exists', () => {
  const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path!)
  const names = [...page.matchAll(/`([\w.-]+\/[\w./-]*)`/g)].map(([, path]) => path!)
  for (const path of [...links, ...names])
    if (!path.includes('NAME')) expect(existsSync(join(ROOT, path)), path).toBe(true)
})

import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { shellLines } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { runCommand, startSystem } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const lines = shellLines(read('README.md'))
const commands = lines.filter((line) => line && !line.startsWith('#'))
/** The address of the system in the README. */
const ADDRESS = 'http://127.0.0.1:8080'

async function shell(command: string): Promise<string> {
  const { code, stdout, stderr } = await runCommand('sh', ['-c', command], { cwd: ROOT })
  expect(code, stderr).toBe(0)
  return stdout
}

/** Commands that are not run here, and the test that does; whoever adds one to the README adds it here. */
const RUN_ELSEWHERE: Record<string, string> = {
  'npm start': 'verify/repository/test/start.test.ts',
  'npm run dev': 'verify/repository/test/dev.test.ts',
  'npm test': 'tools/src/test.ts', // which runs this test
  'npm run test:all': 'tools/src/test.ts',
  'npx nx test @slipway/orders': 'tools/src/test.ts',
  'npx nx test @slipway/tools -- test/places.test.ts': 'verify/repository/test/agents.test.ts',
  'npx nx affected -t test': 'verify/repository/test/nx.test.ts',
  'npx nx graph': 'verify/repository/test/nx.test.ts',
  'npm run --silent token -- --subject ada --role operator --ttl 1h':
    'verify/repository/test/identity.test.ts',
  'npm run crash-test': 'verify/repository/test/crash-test.test.ts',
  'npm run crash-test -- --prove': 'verify/repository/test/crash-test.test.ts',
  'npm run doctor': 'tools/test/doctor/command.test.ts',
  'docker compose up --wait': 'verify/containers/test/operations.test.ts',
}

test('every response in the API by example has the status that the README gives', async () => {
  await using system = await startSystem()
  const documented = lines
    .filter((line) => line.startsWith('#'))
    .flatMap((line) => line.match(/(?<=\()\d{3}(?=\))/g) ?? [])
  const statuses: string[] = []
  for (const command of commands.filter((line) => line.startsWith('curl'))) {
    const response = await shell(command.replaceAll(ADDRESS, system.url))
    statuses.push(response.split(' ')[1]!)
  }
  expect(statuses).toEqual(documented)
})

test('the acceptance command passes against a system of which it gets the address alone', async () => {
  await using system = await startSystem()
  const command = commands.find((line) => line.startsWith('npm run acceptance'))!
  await shell(command.replace(ADDRESS, system.url))
})

test.each(commands.filter((command) => command.endsWith('--help')))('%s', async (command) => {
  expect(await shell(command)).toContain('(default')
})

test('every command is run by some test', () => {
  const here = /^curl |^npm run acceptance|--help$/
  for (const command of commands.filter((line) => !here.test(line))) {
    expect(Object.keys(RUN_ELSEWHERE)).toContain(command)
    expect(existsSync(join(ROOT, RUN_ELSEWHERE[command]!)), RUN_ELSEWHERE[command]).toBe(true)
  }
})

describe('every link to a file leads to one', () => {
  test.each(globSync(['*.md', 'docs/*.md', 'verify/*.md'], { cwd: ROOT }))('%s', (file) => {
    for (const [, target] of read(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      expect(existsSync(join(ROOT, dirname(file), target!)), target).toBe(true)
    }
  })
})

test('every dependency has its reason', () => {
  const reasons = read('docs/dependencies.md')
  const manifests = globSync('{*,*/*,*/*/*}/package.json', {
    cwd: ROOT,
    exclude: (name) => name === 'node_modules',
  })
  const names = ['package.json', ...manifests].flatMap((file) => {
    const { dependencies, devDependencies } = JSON.parse(read(file))
    return Object.keys({ ...dependencies, ...devDependencies })
  })
  for (const name of new Set(names)) {
    if (!name.startsWith('@slipway/')) expect(reasons).toContain(`\`${name}\``)
  }
})

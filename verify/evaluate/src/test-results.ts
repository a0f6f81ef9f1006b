import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadResult } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { runCommand, temporaryFolder } from '@slipway/testing'

/** How a test in verify/ ended, as Vitest reports it. */
export interface TestResult {
  fullName: string
  status: string
  failureMessages: string[]
  meta: { load?: LoadResult }
}

/** Runs the tests of a file whose names contain one of these texts. */
export async function runTests(file: string, names: string[]): Promise<TestResult[]> {
  using folder = temporaryFolder()
  const report = join(folder.path, 'test.json')
  const { project, path } = partsOf(file)
  const args = ['vitest', 'run', '--config', 'vitest.config.ts', path, `--outputFile.json=${report}`]
  const { stdout, stderr } = await runCommand('npx', [...args, '-t', names.map(literal).join('|')], {
    cwd: project,
    env: { CI: 'true' }, // the tests may make the engine a Swarm manager, and undo that
  })
  if (!existsSync(report)) throw new Error(`${file} did not run:\n${stdout}${stderr}`)
  return testsIn(report, path)
}

/** The tests of a file as they ended when its project was tested last. */
export function lastTests(file: string): TestResult[] {
  const { project, path } = partsOf(file)
  const report = join(project, '.reports/test.json')
  if (!existsSync(report))
    throw new Error(`There is no ${report}: run npm run test:all first, or leave --reports out.`)
  return testsIn(report, path)
}

function testsIn(report: string, path: string): TestResult[] {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { name: string; assertionResults: TestResult[] }[]
  }
  return testResults
    .filter(({ name }) => name.endsWith(path))
    .flatMap(({ assertionResults }) => assertionResults)
}

function partsOf(file: string): { project: string; path: string } {
  const end = file.indexOf('/')
  return { project: join(ROOT, 'verify', file.slice(0, end)), path: file.slice(end + 1) }
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

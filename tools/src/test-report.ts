import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { ROOT } from '@slipway/services'

/** The test results of one project. */
export interface Report {
  project: string
  passed: number
  failed: number
  failures: Failure[]
  /** For each skipped test its name, up to the reason that it, its group or the test itself while it ran gave; without a reason its group. */
  skipped: string[]
  coverage: string
}

interface Failure {
  name: string
  /** The first lines of what was expected and what came instead. */
  message: string
}

interface VitestReport {
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: {
      status: string
      fullName: string
      failureMessages: string[]
      ancestorTitles: string[]
      meta?: { skipped?: string }
    }[]
  }[]
}

/** Vitest's JSON has no message of a hook. */
const OUTSIDE_OF_TESTS = 'It failed outside of its tests, as in beforeAll: see above.'

/** Reads the report that Vitest wrote for a project; no report is a failure. */
export function readReport(project: string, root = ROOT): Report {
  const file = join(root, project, '.reports/test.json')
  if (!existsSync(file)) {
    return {
      project,
      passed: 0,
      failed: 1,
      failures: [{ name: 'its tests did not run', message: '' }],
      skipped: [],
      coverage: '',
    }
  }
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as VitestReport
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  const withStatus = (status: string) => tests.filter((test) => test.status === status)
  // A file that could not be loaded, or whose beforeAll failed: none of its tests did, but it is no success.
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  )
  const failures = [
    ...withStatus('failed').map(({ fullName, failureMessages }) => ({
      name: fullName,
      message: firstLines(failureMessages.join('\n')),
    })),
    ...broken.map(({ name, message }) => ({ name, message: firstLines(message || OUTSIDE_OF_TESTS) })),
  ]
  const passed = withStatus('passed').length
  return {
    project,
    passed,
    failed: failures.length,
    failures,
    skipped: tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName, ancestorTitles, meta }) =>
        meta?.skipped
          ? `${fullName} (skipped: ${meta.skipped})`
          : (/^.*?\(skipped: .*?\)/.exec(fullName)?.[0] ?? ancestorTitles[0] ?? fullName),
      ),
    coverage: readCoverage(join(root, project, '.reports/coverage/coverage-summary.json')),
  }
}

/** A message without colours and stack, short enough for a summary. */
function firstLines(message: string): string {
  const lines = stripVTControlCharacters(message).split('\n')
  const text = lines.filter((line) => !/^ +at /.test(line))
  return text.slice(0, 20).join('\n').slice(0, 2000)
}

function readCoverage(file: string): string {
  if (!existsSync(file)) return ''
  const summary = JSON.parse(readFileSync(file, 'utf8')) as { total: { lines: { pct: number } } }
  return `${String(summary.total.lines.pct).padStart(6)} %`
}

/** The totals of several projects. */
export function addUp(reports: Report[]): { passed: number; failed: number; skipped: number } {
  const sum = (count: (report: Report) => number) =>
    reports.reduce((total, report) => total + count(report), 0)
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped.length),
  }
}

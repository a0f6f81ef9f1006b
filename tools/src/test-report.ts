import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './service-process.ts'

/** What one project's tests came to. */
export interface Report {
  project: string
  passed: number
  failed: number
  failures: string[]
  /** The names of skipped tests; the reason is in the name of their group. */
  skipped: string[]
  coverage: string
}

interface VitestReport {
  testResults: {
    name: string
    status: string
    assertionResults: { status: string; fullName: string; ancestorTitles: string[] }[]
  }[]
}

/** Reads what vitest wrote for a project; where it wrote nothing, that is a failure. */
export function readReport(project: string, root = ROOT): Report {
  const file = join(root, project, '.reports/test.json')
  if (!existsSync(file)) {
    return { project, passed: 0, failed: 1, failures: ['its tests did not run'], skipped: [], coverage: '' }
  }
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as VitestReport
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  const withStatus = (status: string) => tests.filter((test) => test.status === status)
  // A file that could not even be loaded fails without a test in it.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  const failures = [
    ...withStatus('failed').map(({ fullName }) => fullName),
    ...broken.map(({ name }) => name),
  ]
  const passed = withStatus('passed').length
  return {
    project,
    passed,
    failed: failures.length,
    failures,
    skipped: tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName, ancestorTitles }) => ancestorTitles[0] ?? fullName),
    coverage: readCoverage(join(root, project, '.reports/coverage/coverage-summary.json')),
  }
}

function readCoverage(file: string): string {
  if (!existsSync(file)) return ''
  const summary = JSON.parse(readFileSync(file, 'utf8')) as { total: { lines: { pct: number } } }
  return `${String(summary.total.lines.pct).padStart(6)} %`
}

export function addUp(reports: Report[]): { passed: number; failed: number; skipped: number } {
  const sum = (count: (report: Report) => number) =>
    reports.reduce((total, report) => total + count(report), 0)
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped.length),
  }
}

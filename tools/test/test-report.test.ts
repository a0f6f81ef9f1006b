import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addUp, readReport } from '../src/test-report.ts'

const result = (status: string, fullName: string) => ({
  status,
  fullName,
  ancestorTitles: ['group'],
  failureMessages: status === 'failed' ? ['expected \u001b[31m1\u001b[39m to be 2\n    at file.ts:1:2'] : [],
})

function report(testResults: unknown[]) {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'report-'))
  mkdirSync(join(folder.path, 'lib/.reports'), { recursive: true })
  writeFileSync(join(folder.path, 'lib/.reports/test.json'), JSON.stringify({ testResults }))
  return readReport('lib', folder.path)
}

test('counts what passed, failed and was skipped', () => {
  const results = [
    result('passed', 'a'),
    result('failed', 'b'),
    result('skipped', 'c'),
    result('pending', 'd'),
  ]
  const counted = report([{ name: 'x.test.ts', status: 'failed', assertionResults: results }])
  expect(counted).toMatchObject({
    passed: 1,
    failed: 1,
    failures: [{ name: 'b', message: 'expected 1 to be 2' }],
    skipped: ['group', 'group'],
  })
  expect(addUp([counted, counted])).toEqual({ passed: 2, failed: 2, skipped: 4 })
})

test('says why a test was skipped, whether it, its group, or the test while it ran has the reason', () => {
  const reason = '(skipped: no engine)'
  const { skipped } = report([
    {
      name: 'x.test.ts',
      status: 'passed',
      assertionResults: [
        result('skipped', `group a test ${reason}`),
        result('skipped', `group ${reason} another test`),
        { ...result('skipped', 'group a third'), meta: { skipped: 'the machine stalled' } },
      ],
    },
  ])
  expect(skipped).toEqual([
    `group a test ${reason}`,
    `group ${reason}`,
    'group a third (skipped: the machine stalled)',
  ])
})

test('a file that could not be loaded is a failure', () => {
  const counted = report([
    { name: 'broken.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
  ])
  expect(counted).toMatchObject({
    passed: 0,
    failed: 1,
    failures: [{ name: 'broken.test.ts', message: 'no such module' }],
  })
})

test('a file whose beforeAll failed is a failure, although its tests count as skipped', () => {
  const assertionResults = [result('skipped', 'a'), result('passed', 'b')]
  const counted = report([{ name: 'hook.test.ts', status: 'failed', message: '', assertionResults }])
  expect(counted).toMatchObject({ passed: 1, failed: 1, skipped: ['group'] })
  expect(counted.failures).toEqual([{ name: 'hook.test.ts', message: expect.stringContaining('beforeAll') }])
})

test('a project without a report is a failure', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'report-'))
  expect(readReport('lib', folder.path)).toMatchObject({
    failed: 1,
    failures: [{ name: 'its tests did not run' }],
  })
})

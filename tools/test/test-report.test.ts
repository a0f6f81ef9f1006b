import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { addUp, readReport } from '../src/test-report.ts'

const result = (status: string, fullName: string) => ({ status, fullName, ancestorTitles: ['group'] })

function report(testResults: unknown[]) {
  using folder = temporaryFolder()
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
  expect(counted).toMatchObject({ passed: 1, failed: 1, failures: ['b'], skipped: ['group', 'group'] })
  expect(addUp([counted, counted])).toEqual({ passed: 2, failed: 2, skipped: 4 })
})

test('a file that could not be loaded is a failure', () => {
  const counted = report([{ name: 'broken.test.ts', status: 'failed', assertionResults: [] }])
  expect(counted).toMatchObject({ passed: 0, failed: 1, failures: ['broken.test.ts'] })
})

test('a project without a report is a failure', () => {
  using folder = temporaryFolder()
  expect(readReport('lib', folder.path)).toMatchObject({ failed: 1, failures: ['its tests did not run'] })
})

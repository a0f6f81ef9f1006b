import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { runCommand, temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'

interface Result {
  title: string
  status: string
  meta: { skipped?: string; load: { failedInStalls: number } }
}

test('a load test fails by a failure, and is skipped with the reason where stalls excused more than 5 %', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'report.json')
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const reports = ['--reporter=json', `--outputFile=${file}`]
  await runCommand(
    process.execPath,
    [vitest, 'run', '--config=vitest.config.ts', '--cache=false', ...reports],
    { cwd: join(import.meta.dirname, 'fixture') },
  )
  const [{ assertionResults }] = JSON.parse(readFileSync(file, 'utf8')).testResults
  const reason = 'the machine stalled: 6 % of the requests failed during stalls'
  const rows = assertionResults.map(({ title, status, meta }: Result) => [
    title,
    status,
    meta.load.failedInStalls, // CI's report prints the load
    meta.skipped,
  ])
  expect(rows).toEqual([
    ['none', 'passed', 0, undefined],
    ['5 % in stalls', 'passed', 5, undefined],
    ['6 % in stalls', 'skipped', 6, reason],
    ['one', 'failed', 0, undefined],
    ['one beside stalls', 'failed', 50, undefined],
    ['nothing sent', 'failed', 0, undefined],
  ])
})

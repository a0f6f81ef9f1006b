// `npm test`: lint, types and tests of the product through nx, then one line with the totals. `npm run test:all` (--all)
// adds the projects that verify this repository. COVERAGE=true measures the coverage of both.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { fail } from './fail.ts'
import { PROOF, testedProjects } from './projects.ts'
import { COMPILE_CACHE } from './service-process.ts'
import { addUp, readReport } from './test-report.ts'

const [argument, ...more] = process.argv.slice(2)
if ((argument && argument !== '--all') || more.length > 0) {
  fail(`npm test takes no arguments. To run the tests of one project: npx nx test @slipway/gateway`)
}
const all = argument === '--all'
const measuresCoverage = process.env.COVERAGE === 'true'
const projects = testedProjects(ROOT, all)
// A report that exists afterwards is of this run, or restored by nx with a result that is still valid.
for (const project of projects) rmSync(join(ROOT, project, '.reports'), { recursive: true, force: true })

const failedTargets = [...runChecks(), ...(runTargets('test') ? [] : ['test'])]
const reports = projects.map((project) => readReport(project))

console.log(`\nproject             passed  failed  skipped${measuresCoverage ? '  lines covered' : ''}`)
for (const { project, passed, failed, skipped, coverage } of reports) {
  const counts = [passed, failed, skipped.length].map((count) => String(count).padStart(8)).join('')
  console.log(`${project.padEnd(18)}${counts}  ${coverage}`)
}
for (const reason of new Set(
  reports.flatMap(({ project, skipped }) => skipped.map((name) => `${project}: ${name}`)),
)) {
  console.log(`skipped  ${reason}`)
}
for (const { project, failures } of reports)
  for (const { name, message } of failures) {
    console.log(`failed   ${project}: ${name}\n${message.replace(/^(?=.)/gm, '         ')}`.trimEnd())
  }
for (const target of failedTargets) console.log(`failed   ${target}: see above`)

// Lint and types count as a check each.
const { passed, failed, skipped } = addUp(reports)
const checksFailed = failedTargets.filter((target) => target !== 'test').length
const lost = failedTargets.includes('test') && failed === 0 ? 1 : 0 // a run that broke outside any test
console.log(
  `\n${passed + 2 - checksFailed} passed, ${failed + checksFailed + lost} failed, ${skipped} skipped`,
)
process.exit(failedTargets.length > 0 || failed > 0 ? 1 : 0)

/** Lint and types side by side; where something fails, again one after the other (nx has the results) to tell which. */
function runChecks(): string[] {
  const checks = ['lint', 'typecheck']
  return runTargets(...checks) ? [] : checks.filter((target) => !runTargets(target))
}

function runTargets(...targets: string[]): boolean {
  console.log(`\n── ${targets.join(', ')}`)
  const args = [
    'run-many',
    `--targets=${targets}`,
    '--output-style=static',
    ...(all ? [] : [`--exclude=tag:${PROOF}`]),
  ]
  const env = {
    ...process.env,
    // Tests start Node some hundred times. Not where coverage is measured: compiled code from a cache makes it less precise.
    ...(!measuresCoverage && { NODE_COMPILE_CACHE: COMPILE_CACHE }),
  }
  return (
    spawnSync(join(ROOT, 'node_modules/.bin/nx'), args, { cwd: ROOT, stdio: 'inherit', env }).status === 0
  )
}

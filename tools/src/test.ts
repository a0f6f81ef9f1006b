// `npm test`: lint, types and all tests through nx, then one line that counts them.
import { spawnSync } from 'node:child_process'
import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './service-process.ts'
import { addUp, readReport } from './test-report.ts'

if (process.argv.length > 2) {
  console.error(`npm test takes no arguments. To run one project's tests: npx nx test @slipway/orders`)
  process.exit(1)
}
// A report that is there afterwards is of this run, or restored by nx with a result that still holds.
for (const report of globSync('*/{*/,}.reports', { cwd: ROOT }))
  rmSync(join(ROOT, report), { recursive: true })

const targets = ['lint', 'typecheck', 'test']
const failedTargets = targets.filter((target) => !runTarget(target))
const projects = globSync('{apps,libs}/*/package.json', { cwd: ROOT }).map((file) =>
  file.replace('/package.json', ''),
)
const reports = [...projects.sort(), 'tools', 'e2e', 'docker', 'k8s', 'bench'].map((project) =>
  readReport(project),
)

console.log('\nproject             passed  failed  skipped  lines covered')
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
  for (const name of failures) console.log(`failed   ${project}: ${name}`)
for (const target of failedTargets) console.log(`failed   ${target}: see above`)

// Lint and types count as a check each.
const { passed, failed, skipped } = addUp(reports)
const checksFailed = failedTargets.filter((target) => target !== 'test').length
const lost = failedTargets.includes('test') && failed === 0 ? 1 : 0 // a run that broke outside any test
console.log(
  `\n${passed + 2 - checksFailed} passed, ${failed + checksFailed + lost} failed, ${skipped} skipped`,
)
process.exit(failedTargets.length > 0 || failed > 0 ? 1 : 0)

function runTarget(target: string): boolean {
  console.log(`\n── ${target}`)
  const args = ['run-many', '--target', target, '--output-style=static']
  return spawnSync(join(ROOT, 'node_modules/.bin/nx'), args, { cwd: ROOT, stdio: 'inherit' }).status === 0
}

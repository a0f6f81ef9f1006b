// `npm run crash-test --workspace verify/kills`: kills and pauses what serves orders, and prints a verdict.
import { join, relative } from 'node:path'
import { runMain } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { Agent, setGlobalDispatcher } from 'undici'
import { type Arguments, readArguments, USAGE } from './arguments.ts'
import { runOnce } from './run.ts'
import { chooseSystem, type System } from './systems.ts'
import { count, type Run, verdict } from './verdict.ts'

const REPORTS = join(import.meta.dirname, '../.reports')
/** A client gives up after this: a connection to a container that was killed may stay silent. */
const TIMEOUT = 10_000 // ms

await runMain(USAGE, readArguments, runAll)

/** Returns the exit code. */
async function runAll(options: Arguments): Promise<number> {
  const system = await chooseSystem(options)
  setGlobalDispatcher(new Agent({ headersTimeout: TIMEOUT, bodyTimeout: TIMEOUT }))
  const runs: Run[] = []
  for (let i = 0; i < options.runs; i++) runs.push(await runSeed(system, options, options.seed + i))
  if (runs.length > 1) console.log(`\n${runs.map(summary).join('\n')}`)
  return runs.every(({ findings }) => findings.length === 0) ? 0 : 1
}

async function runSeed(system: System, { seconds, rate }: Arguments, seed: number): Promise<Run> {
  const folder = join(REPORTS, `${system.name}-seed-${seed}`)
  const title = `${system.title}, seed ${seed}`
  console.log(`\n${title}`)
  await using target = await system.start()
  const run = await runOnce(target, { seed, seconds, rate, folder, title })
  const args = `${system.args} --seconds ${seconds} --rate ${rate} --seed ${seed}`
  console.log(verdict(run).join('\n'))
  console.log(`The same again: npm run crash-test --workspace verify/kills -- ${args}`)
  console.log(`Plan, ledger and timeline: ${relative(ROOT, folder)}`)
  return run
}

function summary(run: Run): string {
  return [
    `seed ${run.plan.seed}: ${run.entries.filter(({ event }) => event === 'asked').length} requests`,
    `${run.faults.filter(({ failed }) => !failed).length} faults`,
    ...(['lost', 'doubled', 'leaked'] as const).map((kind) => `${count(run, kind)} ${kind}`),
  ].join(', ')
}

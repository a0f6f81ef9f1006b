// `npm run crash-test`: explores where the processes of an order can stop, and prints a verdict.
import { parseArgs } from 'node:util'
import { fail } from '@slipway/tools'
import { prove } from './prove.ts'
import { run } from './run.ts'
import { SCRIPTS } from './scripts.ts'
import { search } from './search.ts'
import { sqliteData } from './stores.ts'
import { System } from './system.ts'

const USAGE = `npm run crash-test [-- [--all-pairs] [--runs N] [--seed N] | --prove]

Runs the services in one process, and lets something go wrong at each operation that they wait for: processes stop or
pause, responses are lost, requests arrive late or twice, recovery runs in between. After each run nothing may be lost,
sold twice or left open. First each fault alone, then pairs of faults, then random schedules with more.

  --all-pairs  all pairs of faults in the longer scripts too: about 40000 runs more
  --runs N     how many random schedules (default 10000)
  --seed N     repeats the random schedules of an earlier run
  --prove      plants each bug of crash-points/bugs, one after the other, and prints for each a run that shows it`

const { values } = readArguments()
if (values.help) {
  console.log(USAGE)
} else if (values.prove) {
  process.exitCode = (await prove()) ? 0 : 1
} else {
  const seed = numberOf('seed', values.seed) ?? Date.now() % 1_000_000
  const random = numberOf('runs', values.runs) ?? 10_000
  process.exitCode = (await explore(random, seed)) ? 0 : 1
}

async function explore(random: number, seed: number): Promise<boolean> {
  await using data = await sqliteData()
  const system = await System.build(data)
  let runs = 0
  const begin = performance.now()
  const pairs = values['all-pairs'] ? Object.keys(SCRIPTS).length : 3
  const failed = await search({ pairs, random, seed }, (schedule) => {
    runs++
    return run(system, schedule)
  })
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1)
  if (failed) console.log(failed.story.join('\n'))
  const verdict = failed ? `Run ${runs} failed, after` : `${runs} runs, all passed, in`
  console.log(`${verdict} ${seconds} s. Seed ${seed}.`)
  return !failed
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean' },
        prove: { type: 'boolean' },
        'all-pairs': { type: 'boolean' },
        runs: { type: 'string' },
        seed: { type: 'string' },
      },
    })
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`)
  }
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  return /^\d{1,9}$/.test(text) ? Number(text) : fail(`--${name} is "${text}". Give a whole number.`)
}

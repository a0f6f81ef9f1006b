// `npm run evaluate --workspace verify/evaluate`: measures what docs/evaluation.md promises.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMachine, writeTable } from '@slipway/bench'
import { runMain } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { type Arguments, readArguments, USAGE } from './arguments.ts'
import { measureNoise } from './noise.ts'
import { claimsTable, place } from './output/claims.ts'
import { type Claim, isKept, type Measurement } from './part.ts'
import { PARTS, type PartName } from './parts/index.ts'

await runMain(USAGE, readArguments, evaluate)

/** Returns the exit code. */
async function evaluate(options: Arguments): Promise<number> {
  const { parts, out } = options
  const page = join(out, 'evaluation.md')
  mkdirSync(join(out, 'evaluation'), { recursive: true })
  const broken: Claim[] = []
  for (const name of parts) {
    const reason = await PARTS[name].skipped()
    if (reason) {
      console.log(`${name}: skipped: ${reason}`)
      continue
    }
    console.log(`${name}:`)
    const measurement = await measure(name, options)
    writeFileSync(join(out, 'evaluation', `${name}.json`), `${JSON.stringify(measurement, null, 1)}\n`)
    const { claims, text, charts } = PARTS[name]
    for (const [chart, svg] of Object.entries(charts(measurement.report)))
      writeFileSync(join(out, 'evaluation', `${chart}.svg`), svg)
    const shown = `${place(measurement)}\n\n${text(measurement.report)}`
    writeTable(page, name, shown)
    console.log(`\n${shown}\n`)
    broken.push(...claims(measurement.report).filter((claim) => !isKept(claim)))
  }
  writeTable(page, 'promises', claimsTable(readAll(out)))
  for (const { says, measured, bound, limit, unit } of broken)
    console.error(`Broken: ${says}: ${measured} ${unit}, promised ${bound} ${limit}.`)
  return broken.length > 0 ? 1 : 0
}

async function measure(name: PartName, options: Arguments): Promise<Measurement> {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim()
  const [machine, noise] = [readMachine(), measureNoise()]
  return { commit, seed: options.seed, machine, noise, report: await PARTS[name].measure(options) }
}

/** The claims of all parts that have been measured, now or before. */
function readAll(out: string): [PartName, Claim[]][] {
  const names = Object.keys(PARTS) as PartName[]
  const file = (name: PartName) => join(out, 'evaluation', `${name}.json`)
  return names
    .filter((name) => existsSync(file(name)))
    .map((name) => [name, PARTS[name].claims(JSON.parse(readFileSync(file(name), 'utf8')).report)])
}

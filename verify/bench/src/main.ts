// `npm run bench --workspace verify/bench`: what the gateway and the services cost, compared with others. See
// docs/performance.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readArguments } from './arguments.ts'
import { checkMachine } from './machine.ts'
import { writeTable } from './output/readme.ts'
import { PARTS } from './parts/index.ts'

const { parts, quick, out } = readArguments(process.argv.slice(2))
try {
  checkMachine()
  mkdirSync(out, { recursive: true })
  for (const name of parts) {
    console.log(`${name}:`)
    const { measure, table, chart } = PARTS[name]
    const report = await measure(quick)
    writeFileSync(join(out, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`)
    writeFileSync(join(out, `${name}.svg`), chart(report))
    writeTable(join(out, 'README.md'), name, table(report))
    console.log(`\n${table(report)}\n`)
  }
  console.log(`Written to ${out}`)
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}
process.exit(0) // connections to what was measured may still be open

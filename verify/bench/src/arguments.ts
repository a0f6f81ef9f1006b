import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '@slipway/services'
import { PARTS, type PartName } from './parts/index.ts'

const NAMES = Object.keys(PARTS) as PartName[]
const HELP = `npm run bench --workspace verify/bench -- [OPTIONS]

Measures, and writes JSON, charts and the tables of docs/performance. Takes about nine minutes.

  --only PART    one of ${NAMES.join(', ')}; several with commas
  --quick        short rounds: to check that everything runs, not for figures
  --out FOLDER   writes there instead
`

export interface Arguments {
  parts: PartName[]
  quick: boolean
  out: string
}

/** Reads the command line; ends the process with an error and the help where it is invalid. */
export function readArguments(args: string[]): Arguments {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: 'string' },
        quick: { type: 'boolean', default: false },
        out: { type: 'string', default: join(ROOT, 'docs/performance') },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      process.stdout.write(HELP)
      process.exit(0)
    }
    const parts = values.only?.split(',') ?? NAMES
    const unknown = parts.find((name) => !NAMES.includes(name as PartName))
    if (unknown !== undefined) throw new Error(`--only: "${unknown}" is not a part.`)
    return { parts: parts as PartName[], quick: values.quick, out: resolve(ROOT, values.out) }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`)
    process.exit(1)
  }
}

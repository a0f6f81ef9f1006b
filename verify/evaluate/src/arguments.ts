import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '@slipway/services'
import type { Options } from './part.ts'
import { PARTS, type PartName } from './parts/index.ts'

const NAMES = Object.keys(PARTS) as PartName[]
export const USAGE = `npm run evaluate --workspace verify/evaluate -- [OPTIONS]

Measures what docs/evaluation.md shows, writes it anew, and ends with 1 where a promise is broken. Takes up to thirty minutes.

  --only PART    one of ${NAMES.join(', ')}; several with commas
  --seed N       of whatever is random; default: 1
  --reports      after npm run test:all: the platforms' counts are those of its tests, which do not run again
  --quick        short: to check that everything runs, not for figures
  --out FOLDER   writes there instead
`

export interface Arguments extends Options {
  parts: PartName[]
  /** The folder of evaluation.md. */
  out: string
}

/** Reads the command line; undefined where it asks for the usage. @throws where it is invalid. */
export function readArguments(args: string[]): Arguments | undefined {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      seed: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      reports: { type: 'boolean', default: false },
      out: { type: 'string', default: join(ROOT, 'docs') },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const parts = values.only?.split(',') ?? NAMES
  const unknown = parts.find((name) => !NAMES.includes(name as PartName))
  if (unknown !== undefined) throw new Error(`--only: "${unknown}" is none of ${NAMES.join(', ')}.`)
  if (!/^\d{1,9}$/.test(values.seed))
    throw new Error(`--seed is "${values.seed}": it must be a whole number.`)
  return {
    parts: parts as PartName[],
    seed: Number(values.seed),
    quick: values.quick,
    reports: values.reports,
    out: resolve(ROOT, values.out),
  }
}

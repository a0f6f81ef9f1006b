import { parseArgs } from 'node:util'
import { FSYNC, type Fsync } from './power-loss.ts'

export const USAGE = `npm run crash-test --workspace verify/kills -- [OPTIONS]

Runs the system as real processes under load, kills and pauses them, and compares what clients were told with what the
system says in the end. Exit code 1: something was lost, doubled or leaked; 2: it could not run.

  --stores STORE  sqlite (the default) or redis (a container, or redis-server)
  --power-loss FSYNC  always or everysec: redis-server with this appendfsync, which loses at each kill what it has not
                  fsynced, as a machine that loses its power; no other faults
  --compose       Docker Compose, with its Redis, instead of plain Node
  --seconds N     how long the load lasts, with a fault every three seconds (default 120)
  --rate N        orders a second (default 100)
  --seed N        repeats the requests and faults of an earlier run (default: by chance)
  --runs N        so many runs, each with the next seed (default 1)
`

export type Stores = 'sqlite' | 'redis'

export interface Arguments {
  stores: Stores
  compose: boolean
  powerLoss: Fsync | undefined
  seconds: number
  rate: number
  seed: number
  runs: number
}

/** Reads the command line; undefined where it asks for help. @throws where it is invalid. */
export function readArguments(args: string[]): Arguments | undefined {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args,
    options: {
      stores: text,
      compose: flag,
      'power-loss': text,
      seconds: text,
      rate: text,
      seed: text,
      runs: text,
      help: flag,
    },
  })
  if (values.help) return undefined
  const stores = values.stores ?? (values.compose ? 'redis' : 'sqlite')
  if (stores !== 'sqlite' && stores !== 'redis')
    throw new Error(`--stores is "${stores}". Give sqlite or redis.`)
  if (values.compose && stores === 'sqlite') throw new Error('--compose has Redis only.')
  const powerLoss = FSYNC.find((one) => one === values['power-loss'])
  if (values['power-loss'] !== undefined && !powerLoss)
    throw new Error(`--power-loss is "${values['power-loss']}". Give ${FSYNC.join(' or ')}.`)
  if (powerLoss && (values.compose || values.stores))
    throw new Error('--power-loss has a Redis of its own: give neither --compose nor --stores.')
  return {
    powerLoss,
    stores,
    compose: values.compose,
    seconds: numberOf('seconds', values.seconds, 120, 3, 3_600),
    rate: numberOf('rate', values.rate, 100, 1, 1_000),
    seed: numberOf('seed', values.seed, Date.now() % 1_000_000, 0, 999_999_999),
    runs: numberOf('runs', values.runs, 1, 1, 1_000),
  }
}

function numberOf(
  name: string,
  text: string | undefined,
  fallback: number,
  min: number,
  max: number,
): number {
  if (text === undefined) return fallback
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new Error(`--${name} is "${text}". Give a whole number from ${min} to ${max}.`)
}

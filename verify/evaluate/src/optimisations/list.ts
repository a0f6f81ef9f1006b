import { atRate, byClients, idle, starts, type Work } from './work.ts'

/** Something that is faster as it is: what it was before, how both are measured, and what is promised of that. */
export interface Optimisation {
  title: string
  /** What takes it out: a setting of the processes; else the patch of its name in `verify/evaluate/before`. */
  env?: Record<string, string>
  /** What one figure is of. */
  measured: string
  work: Work
  /** A figure with it, divided by the figure without it, in the same round. */
  promise: { figure: string; bound: 'at least' | 'at most'; limit: number }
}

const CLIENTS = '64 clients, each with its next order once the last is confirmed; CPU and disk for each order'

/** What docs/optimisations.md tells of, in its order. */
export const OPTIMISATIONS = {
  'group-commit': {
    title: 'One commit for the writes of one turn',
    measured: CLIENTS,
    work: byClients(64),
    promise: { figure: 'orders/s', bound: 'at least', limit: 1.5 },
  },
  'kept-statements': {
    title: 'SQL compiled once',
    measured: CLIENTS,
    work: byClients(64),
    promise: { figure: 'CPU µs', bound: 'at most', limit: 0.95 },
  },
  'loop-samples': {
    title: 'Fewer samples of the event loop',
    measured: 'the five processes without any request',
    work: idle,
    promise: { figure: 'wake-ups in a second', bound: 'at most', limit: 0.6 },
  },
  'young-generation': {
    title: 'A small young generation',
    measured: '400 orders/s; CPU for each, and memory at the end',
    work: atRate(400),
    promise: { figure: 'largest process, MiB', bound: 'at most', limit: 0.9 },
  },
  'compile-cache': {
    title: 'Compiled code from the disk',
    env: { NODE_DISABLE_COMPILE_CACHE: '1' },
    measured: 'the start of all five processes',
    work: starts,
    promise: { figure: 'CPU ms until ready', bound: 'at most', limit: 0.85 },
  },
} satisfies Record<string, Optimisation>
export type OptimisationName = keyof typeof OPTIMISATIONS

import type { Served } from './api.ts'
import { MARKS, type Mark } from './marks.ts'

/** How long a dot is shown, and the time that one row of dots stands for; both in ms. */
export const SPAN = 7_500
export const SLICE = 250
/** A share is that of the latest requests: of this time, in ms, and of so many at least. */
const LATEST = 1_500
const AT_LEAST = 20

/** One request that has ended. */
export interface Dot {
  at: number
  slice: number
  /** Its place in the row of its column and slice. */
  place: number
  /** The service that was called, and its instance; empty where none responded. */
  service: string
  column: string
  mark: Mark
  ms: number
  served: Served[]
}

/** The dots that are shown, oldest first. */
export const dots: Dot[] = []
/** All requests that have ended, by what became of them. */
export const counts: Record<Mark, number> = {
  served: 0,
  retried: 0,
  open: 0,
  rejected: 0,
  shed: 0,
  failed: 0,
}
/** Failed attempts that were followed by another one, such as `catalog-1 TIMEOUT`. */
export const retries = new Map<string, number>()

const places = new Map<string, number>()

export function addDot(dot: Omit<Dot, 'at' | 'slice' | 'place' | 'column'>, failedAttempts: string[]): void {
  const at = performance.now()
  const slice = Math.floor(at / SLICE)
  const column = dot.served.find(({ service }) => service === dot.service)?.instance ?? ''
  const row = `${slice} ${column}`
  const place = places.get(row) ?? 0
  places.set(row, place + 1)
  dots.push({ ...dot, at, slice, place, column })
  counts[dot.mark]++
  for (const attempt of failedAttempts) retries.set(attempt, (retries.get(attempt) ?? 0) + 1)
}

/** Forgets what is no longer shown. */
export function forget(): void {
  const first = performance.now() - SPAN
  const gone = dots.findIndex(({ at }) => at >= first)
  if (gone !== 0) dots.splice(0, gone < 0 ? dots.length : gone)
  if (places.size > 2_000) places.clear()
}

/** The part of the latest requests to its service that an instance served, from 0 to 1; and their p99 in ms. */
export function statistics(service: string, instance: string): { share: number; p99: number | undefined } {
  const all = dots.filter(({ served }) => served.some((one) => one.service === service))
  const mine = (dot: Dot) => dot.served.some((one) => one.instance === instance)
  const first = performance.now() - LATEST
  const recent = all.filter(({ at }, index) => at >= first || index >= all.length - AT_LEAST)
  const times = all
    .filter(mine)
    .map(({ ms }) => ms)
    .sort((a, b) => a - b)
  return {
    share: recent.length > 0 ? recent.filter(mine).length / recent.length : 0,
    p99: times[Math.ceil(times.length * 0.99) - 1],
  }
}

export const total = (): number => Object.keys(MARKS).reduce((sum, mark) => sum + counts[mark as Mark], 0)

import type { Random } from '@slipway/harness'

/** Something that can go wrong, such as `kill orders-1`. */
export interface FaultKind {
  name: string
  /** The processes or connections that it concerns: two faults of the same one follow each other. */
  victims: string[]
}

/** In ms, `at` from the beginning of the load. */
export interface PlannedFault {
  name: string
  at: number
  lasts: number
}

const SECONDS_PER_FAULT = 3
const SHORTEST = 200 // ms
const LONGEST = 4_000 // ms: longer than the deadline of a request
/** How long a process may need to start. */
const START = 2_000 // ms

/** One fault every three seconds. Each kind has its turn, in random order, before one comes again. */
export function planFaults(random: Random, kinds: FaultKind[], seconds: number): PlannedFault[] {
  const busyUntil = new Map<string, number>()
  let waiting: FaultKind[] = []
  return Array.from({ length: Math.round(seconds / SECONDS_PER_FAULT) }, (_, i) => {
    const at = Math.round((i + random.next()) * SECONDS_PER_FAULT * 1_000)
    // Many are short, some longer than any deadline.
    const lasts = Math.round(SHORTEST + random.next() ** 2 * (LONGEST - SHORTEST))
    if (waiting.length === 0) waiting = shuffled(random, kinds)
    const isFree = ({ victims }: FaultKind) => victims.every((one) => (busyUntil.get(one) ?? 0) <= at)
    const kind = waiting.find(isFree) ?? waiting[0]!
    waiting = waiting.filter((one) => one !== kind)
    for (const one of kind.victims) busyUntil.set(one, at + lasts + START)
    return { name: kind.name, at, lasts }
  })
}

const shuffled = <T>(random: Random, list: T[]): T[] =>
  list
    .map((one) => ({ one, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one)

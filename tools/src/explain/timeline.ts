import type { Entry } from './entry.ts'
import { Names } from './names.ts'
import { noteEntries, processEntries } from './notes.ts'
import { afterTheirRequests } from './order.ts'
import { requestEntries } from './request-entries.ts'
import type { Selection } from './select.ts'

/** What happened, by time. */
export function timelineOf({ records, starts }: Selection): Entry[] {
  const names = new Names(starts)
  const inOrder = afterTheirRequests(records)
  const told = [...requestEntries(inOrder, names), ...noteEntries(inOrder, names)]
  const times = told.map(({ time }) => time)
  const seen = new Set(told.flatMap(({ from, to }) => [from, to ?? from]))
  const processes = processEntries(starts, names, seen, [Math.min(...times), Math.max(...times)])
  return [...told, ...processes].sort((a, b) => a.time - b.time || a.rank - b.rank)
}

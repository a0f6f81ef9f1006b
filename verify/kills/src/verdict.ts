import type { PastFault } from './inject.ts'
import type { Finding } from './judge.ts'
import type { Entry } from './ledger.ts'
import type { Plan } from './plan.ts'
import { storyOf } from './story.ts'

/** What a run did and found. */
export interface Run {
  plan: Plan
  entries: Entry[]
  faults: PastFault[]
  findings: Finding[]
  /** Orders that this process was too late to send. */
  notSent: number
  /** Processes that ended without being killed. */
  ended: string[]
  leftOut: string[]
}

const STORIES = 3
/** What counts most is told first. */
const KINDS = ['lost', 'doubled', 'leaked'] as const

export const count = ({ findings }: Pick<Run, 'findings'>, kind: Finding['kind']): number =>
  findings.filter((finding) => finding.kind === kind).length

/** The run as lines for people. */
export function verdict(run: Run): string[] {
  const { plan, entries, faults, findings, notSent, ended, leftOut } = run
  const asked = entries.filter(({ event }) => event === 'asked')
  const during = (what: Entry['what']) => asked.filter((entry) => entry.what === what)
  const keysOf = (what: Entry['what']) => new Set(during(what).map(({ key }) => key)).size
  const keys = keysOf('place')
  const twice = during('place').length - keys
  const happened = faults.filter(({ failed }) => !failed)
  const late = notSent > 0 ? `; ${notSent} more were not sent, as this machine was too busy` : ''
  const numbers = KINDS.map((kind) => `${count(run, kind)} ${kind}`)
  const worstFirst = findings.toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
  return [
    `${keys} orders in ${plan.seconds} s (${plan.rate}/s)${late}, ` +
      `${twice} of them sent twice; ${during('cancel').length} cancellations, ${keysOf('restock')} restocks.`,
    `Answers: ${tally(entries)}.`,
    `${happened.length} faults: ${tallyOf(happened.map(({ name }) => name))}.`,
    ...faults.flatMap(({ name, failed }) => (failed ? [`Did not happen: ${name} (${failed}).`] : [])),
    ...(ended.length > 0 ? [`Ended without being killed, and restarted: ${ended.join(', ')}.`] : []),
    ...leftOut.map((reason) => `Left out: ${reason}.`),
    `At the end all ${keys} keys were repeated, and all orders and products compared with what clients had been told.`,
    ...worstFirst.slice(0, STORIES).flatMap((finding) => ['', ...storyOf(finding, entries, faults)]),
    ...(findings.length > STORIES ? ['', `… and ${findings.length - STORIES} more.`] : []),
    '',
    `${findings.length === 0 ? 'Kept' : 'BROKEN'}: ${numbers.join(', ')}.`,
  ]
}

/** How often each outcome occurred; what is repeated at the end is left out. */
function tally(entries: Entry[]): string {
  const outcomes = entries.flatMap((entry) => {
    if (entry.event === 'asked' || entry.what === 'repeat') return []
    return entry.event === 'acknowledged' ? String(entry.status) : `none (${entry.because})`
  })
  return tallyOf(outcomes)
}

function tallyOf(names: string[]): string {
  const counts = Map.groupBy(names, (name) => name)
  return [...counts]
    .sort()
    .map(([name, some]) => `${some.length} × ${name}`)
    .join(', ')
}

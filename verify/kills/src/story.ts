import type { PastFault } from './inject.ts'
import type { Finding } from './judge.ts'
import type { Entry } from './ledger.ts'

/** Faults so long before a client asks, or after it was told something, may have had an effect on it; in ms. */
const AROUND = 3_000

const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`

/** A finding with what its client asked and was told, and the faults of that time. */
export function storyOf({ kind, what, key }: Finding, entries: Entry[], faults: PastFault[]): string[] {
  const own = entries.filter((entry) => entry.key === key)
  const [from, to] = [(own[0]?.at ?? 0) - AROUND, own.findLast(({ what }) => what !== 'repeat')?.at ?? 0]
  const meanwhile = key ? faults.filter((fault) => fault.from <= to + AROUND && fault.to >= from) : []
  const lines = [
    ...own.map((entry) => ({ at: entry.at, text: tell(entry) })),
    ...meanwhile.map((fault) => ({ at: fault.from, text: `${fault.name}, until ${seconds(fault.to)}.` })),
  ]
  lines.sort((a, b) => a.at - b.at)
  return [
    `${kind}: ${key ? `${key}. ` : ''}${what}`,
    ...lines.map(({ at, text }) => `  ${seconds(at).padStart(9)}  ${text}`),
  ]
}

const VERBS = { place: 'places', repeat: 'repeats at the end', cancel: 'cancels', restock: 'restocks' }

function tell(entry: Entry): string {
  if (entry.event === 'asked') {
    const pieces = entry.lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ')
    return `The client ${VERBS[entry.what]} ${entry.key}${entry.what === 'cancel' ? '' : ` (${pieces})`}.`
  }
  if (entry.event === 'unanswered') return `It has no answer to "${entry.what}" (${entry.because}).`
  const order = entry.order ? `, order ${entry.order} is ${entry.state}` : ''
  return `It is told: ${entry.status}${order}.`
}

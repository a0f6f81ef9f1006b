import { sameLines } from '@slipway/contracts'
import type { FinalState } from './final-state.ts'
import type { Acknowledged, Asked, Entry } from './ledger.ts'
import { FIRST_STOCK, SKUS } from './plan.ts'

/** What the system did not keep, and which client it was promised to, if that is known. */
export interface Finding {
  kind: 'lost' | 'doubled' | 'leaked'
  what: string
  key?: string
}

/** What a status may become. All else contradicts it. */
const NEXT: Record<string, string[]> = {
  pending: ['pending', 'confirmed', 'rejected', 'cancelling', 'cancelled'],
  confirmed: ['confirmed', 'cancelling', 'cancelled'],
  rejected: ['rejected'],
  cancelling: ['cancelling', 'cancelled'],
  cancelled: ['cancelled'],
}

/** Compares what clients were told, in the order in which it happened, with what the system says in the end. */
export function judge(entries: Entry[], state: FinalState): Finding[] {
  const byKey = Map.groupBy(entries, ({ key }) => key)
  const told = new Set(entries.map((entry) => entry.event === 'acknowledged' && entry.order))
  const ownerless = [...state.orders.keys()].filter((id) => !told.has(id))
  return [
    ...[...byKey].flatMap(([key, own]) => judgeClient(key, own, state)),
    ...ownerless.map((id) => ({
      kind: 'doubled' as const,
      what: `Order ${id} belongs to no key: a second one.`,
    })),
    ...judgeStock(entries, state),
  ]
}

/** One key: what was said about its order, one time after another, and in the end. */
function judgeClient(key: string, own: Entry[], { orders, leftOpen }: FinalState): Finding[] {
  const finding = (kind: Finding['kind'], what: string): Finding => ({ kind, what, key })
  const asked = own.find((entry) => entry.event === 'asked')!
  const acknowledged = own.filter((entry) => entry.event === 'acknowledged')
  const odd = acknowledged.find((entry) => !isExpected(entry))
  if (odd) return [finding('lost', `Its request to ${odd.what} was answered with ${odd.status}.`)]
  const ids = [...new Set(acknowledged.flatMap(({ order }) => order ?? []))]
  const missing = ids.find((one) => !orders.has(one))
  if (missing) return [finding('lost', `Order ${missing} was acknowledged, and does not exist.`)]
  if (ids.length > 1) return [finding('doubled', `One key, ${ids.length} orders: ${ids.join(', ')}.`)]
  const [id] = ids
  const order = id && orders.get(id)
  if (!order) return []
  const findings: Finding[] = []
  if (!sameLines(order.lines, asked.lines)) findings.push(finding('lost', `Order ${id} has other lines.`))
  for (const earlier of acknowledged) {
    const later = [...laterThan(own, earlier).map(stateOf), order.status]
    const wrong = later.find((state) => !NEXT[stateOf(earlier)!]!.includes(state!))
    if (wrong) {
      findings.push(finding('lost', `Order ${id} was ${stateOf(earlier)}, and then ${wrong}.`))
      break
    }
  }
  const cancelled = own.some(({ what }) => what === 'cancel')
  if (!cancelled && order.status === 'cancelled')
    findings.push(finding('lost', `Order ${id} is cancelled, which nobody asked for.`))
  if (leftOpen.has(id)) findings.push(finding('leaked', `Order ${id} was left ${leftOpen.get(id)}.`))
  return findings
}

/** Responses that were asked for when the earlier one had been received. */
function laterThan(own: Entry[], earlier: Acknowledged): Acknowledged[] {
  const steps = new Set(own.slice(own.indexOf(earlier)).map((entry) => entry.event === 'asked' && entry.step))
  return own.filter((entry) => entry.event === 'acknowledged').filter(({ step }) => steps.has(step))
}

/** The status of the order as a response says; a cancellation that is refused says that it is rejected. */
const stateOf = ({ state, what }: Acknowledged) => state ?? (what === 'cancel' ? 'rejected' : undefined)

/** Whether a response is one that the API promises for such a request. */
function isExpected({ what, status, order }: Acknowledged): boolean {
  if (what === 'restock') return status === 200
  return order !== undefined || (what === 'cancel' && status === 409)
}

/** For each product: what was put in is still there, or in a confirmed order. */
function judgeStock(entries: Entry[], { orders, stock }: FinalState): Finding[] {
  const pieces = new Map<string, number>()
  const add = (sku: string, quantity: number) => pieces.set(sku, (pieces.get(sku) ?? 0) + quantity)
  for (const { status, lines } of orders.values()) {
    if (status === 'confirmed') for (const { sku, quantity } of lines) add(sku, quantity)
  }
  const restocks = entries.filter(({ event, what }) => event === 'asked' && what === 'restock') as Asked[]
  const putIn = new Map<string, number>()
  for (const { lines } of new Map(restocks.map((one) => [one.key, one])).values())
    for (const { sku, quantity } of lines) putIn.set(sku, (putIn.get(sku) ?? 0) + quantity)
  return SKUS.flatMap((sku): Finding[] => {
    const left = stock.get(sku) ?? 0
    const [sold, expected] = [pieces.get(sku) ?? 0, FIRST_STOCK + (putIn.get(sku) ?? 0)]
    if (left + sold === expected) return []
    const what = `${sku}: ${expected} pieces were put in; ${left} are in stock and ${sold} in confirmed orders.`
    return [{ kind: 'leaked', what }]
  })
}

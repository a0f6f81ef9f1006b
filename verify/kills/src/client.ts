import { setTimeout as sleep } from 'node:timers/promises'
import type { Order, OrderLine } from '@slipway/contracts'
import { type Outcome, send } from '@slipway/testing/client'
import type { Acknowledged, Ledger, Unanswered, What } from './ledger.ts'
import type { PlannedOrder, PlannedRestock } from './plan.ts'

/** The client of a run: whatever it asks and is told goes to its ledger before its next step. */
export class Client {
  readonly #url: string
  readonly #ledger: Ledger
  readonly #begin = performance.now()
  #steps = 0

  constructor(url: string, ledger: Ledger) {
    this.#url = url
    this.#ledger = ledger
  }

  /** ms since the load began. */
  now(): number {
    return Math.round(performance.now() - this.#begin)
  }

  /** Does all that is planned for an order. */
  async order(planned: PlannedOrder): Promise<void> {
    await Promise.all([this.#placeAndCancel(planned), this.#placeAgain(planned)])
  }

  async #placeAgain(planned: PlannedOrder): Promise<void> {
    if (planned.repeatAfter === undefined) return
    await sleep(planned.repeatAfter)
    await this.place(planned)
  }

  async #placeAndCancel(planned: PlannedOrder): Promise<void> {
    const placed = await this.place(planned)
    const { cancelAfter } = planned
    if (cancelAfter === undefined || placed.event !== 'acknowledged' || placed.state === 'rejected') return
    await sleep(cancelAfter)
    await this.#cancel(planned, placed.order!)
  }

  /** Sends the request for an order once; `repeat` is what the run asks at its end. */
  place(
    { client, key, lines }: Pick<PlannedOrder, 'client' | 'key' | 'lines'>,
    what: 'place' | 'repeat' = 'place',
  ) {
    return this.#ask({ client, key, what }, lines, () =>
      send('POST', `${this.#url}/api/orders`, { lines }, key),
    )
  }

  restock({ client, key, sku, quantity }: Pick<PlannedRestock, 'client' | 'key' | 'sku' | 'quantity'>) {
    return this.#ask({ client, key, what: 'restock' }, [{ sku, quantity }], () =>
      send('POST', `${this.#url}/api/products/${sku}/restocks`, { quantity }, key),
    )
  }

  #cancel({ client, key, lines }: PlannedOrder, order: string) {
    return this.#ask({ client, key, what: 'cancel' }, lines, () =>
      send('PUT', `${this.#url}/api/orders/${order}/cancellation`),
    )
  }

  async #ask(
    of: { client: number; key: string; what: What },
    lines: OrderLine[],
    request: () => Promise<Outcome>,
  ): Promise<Acknowledged | Unanswered> {
    const step = ++this.#steps
    await this.#ledger.append({ at: this.now(), ...of, step, event: 'asked', lines })
    const outcome = await request()
    const answer = { at: this.now(), ...of, step, ...read(outcome, of.what) }
    await this.#ledger.append(answer)
    return answer
  }
}

/** Statuses that leave the outcome unknown, or say that nothing was done, beside 5xx: repeat the request. */
const REPEAT = [408, 429]

/** What a response promises. */
function read(outcome: Outcome, what: What) {
  if ('failed' in outcome) return { event: 'unanswered' as const, because: outcome.failed }
  const { status, body } = outcome
  if (status >= 500 || REPEAT.includes(status))
    return { event: 'unanswered' as const, because: String(status) }
  const acknowledged = { event: 'acknowledged' as const, status }
  if (what === 'restock') return acknowledged
  if (status < 300) return { ...acknowledged, ...orderIn(body as Order) }
  // A rejected order is a 409 that contains it; a cancellation gets one without it.
  if (status === 409 && what !== 'cancel')
    return { ...acknowledged, ...orderIn((body as { order: Order }).order) }
  return acknowledged
}

const orderIn = ({ id, status }: Order) => ({ order: id, state: status })

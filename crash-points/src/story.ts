import type { Order } from '@slipway/contracts'
import type { FaultKind } from './schedule.ts'
import type { Point, Request } from './system.ts'
import { doing, done } from './wording.ts'

/** What a run did, as sentences. */
export class Story {
  readonly lines: string[] = []
  readonly #names = new Map<string, string>()
  /** The name of an order, which is its idempotency key. */
  readonly nameOf = (id: string): string => this.#names.get(id) ?? 'an unknown order'

  say(line: string): void {
    this.lines.push(line)
  }

  /** An operation of a store has ended; that of a request is told by what it causes. */
  done({ kind, by, name, args }: Point, result: unknown): void {
    if (name === 'orders.create') this.#nameOrder(args as [Order, string], result as { order: Order })
    const what = kind === 'store' ? done[name]?.(args as never, result as never, this.nameOf) : undefined
    if (what) this.say(`${by} ${what}.`)
  }

  fault(kind: FaultKind, { by, name, args, kind: pointKind }: Point): void {
    const what =
      pointKind === 'store'
        ? (doing[name]?.(args as never, this.nameOf) ?? name)
        : `asking ${pointKind === 'call' ? 'catalog' : 'orders'} to ${aim(args[0] as Request, this.nameOf)}`
    this.say(FAULTS[kind](by, what))
  }

  #nameOrder([{ id }, key]: [Order, string], record: { order: Order } | undefined): void {
    if (record?.order.id !== id) return
    const taken = [...this.#names.values()].includes(key)
    this.#names.set(id, taken ? `a second ${key}` : key)
  }
}

const FAULTS: Record<FaultKind, (by: string, what: string) => string> = {
  'stop-before': (by, what) => `${by} stops before ${what}.`,
  'stop-after': (by, what) => `${by} stops right after ${what}.`,
  'all-stop': (by, what) => `All processes stop before ${by} goes on with ${what}.`,
  pause: (by, what) => `${by} is paused before ${what}.`,
  recovery: (by, what) => `Another instance recovers what is due, before ${by} goes on with ${what}.`,
  lost: (by, what) => `${by} is ${what}; the response will be lost.`,
  late: (by, what) => `${by} is ${what}; the request will arrive late, when nobody waits for it.`,
  twice: (by, what) => `${by} is ${what}; the request will arrive twice.`,
}

/** What a request asks for. */
function aim({ path, key, body }: Request, nameOf: (id: string) => string): string {
  const [, first, second, third, fourth] = path.split('/')
  if (first === 'reservations') return `${third ? 'release' : 'reserve'} ${nameOf(second!)}`
  if (second === 'products') return `restock ${third} by ${body?.quantity}`
  return fourth ? `cancel ${nameOf(third!)}` : `place ${key}`
}

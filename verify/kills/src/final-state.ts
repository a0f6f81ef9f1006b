import { setTimeout as sleep } from 'node:timers/promises'
import type { Order, OrderLine, OrderStatus, Product } from '@slipway/contracts'
import { sendWithRetries } from '@slipway/testing'
import type { Client } from './client.ts'
import { type Entry, readLedger } from './ledger.ts'

/** What the system says when everything is over. */
export interface FinalState {
  orders: Map<string, { status: OrderStatus; lines: OrderLine[] }>
  /** Pieces in stock by product. */
  stock: Map<string, number>
  /** The orders that recovery did not settle, with their statuses; a repeat by the client may have settled them. */
  leftOpen: Map<string, OrderStatus>
}

/** For so long no open order may be settled before the rest counts as left open; recovery tries each every 4 s. */
const NO_PROGRESS = 60_000 // ms
/** Requests at once. */
const WORKERS = 8

/**
 * Waits until recovery has settled what it can. Then each client repeats its request until it is answered, as clients do
 * that must know: from then on each key has told which order is its own.
 */
export async function comeToRest(url: string, client: Client, ledger: string): Promise<FinalState> {
  const before = await waitForRecovery(url)
  await repeatAll(client, readLedger(ledger))
  const after = await waitForRecovery(url)
  const orders = await readAll<Order>(`${url}/api/orders`)
  const products = await readAll<Product>(`${url}/api/products`)
  return {
    orders: new Map(orders.map(({ id, status, lines }) => [id, { status, lines }])),
    stock: new Map(products.map(({ sku, available }) => [sku, available])),
    leftOpen: new Map([...before, ...after].map(({ id, status }) => [id, status])),
  }
}

/** Returns the orders that stay open. */
async function waitForRecovery(url: string): Promise<Order[]> {
  let fewest = Number.POSITIVE_INFINITY
  for (let deadline = 0; ; await sleep(200)) {
    const lists = await Promise.all(
      ['pending', 'cancelling'].map((status) => readAll<Order>(`${url}/api/orders`, `status=${status}`)),
    )
    const open = lists.flat()
    if (open.length < fewest) deadline = performance.now() + NO_PROGRESS
    fewest = Math.min(open.length, fewest)
    if (open.length === 0 || performance.now() > deadline) return open
  }
}

async function repeatAll(client: Client, entries: Entry[]): Promise<void> {
  const asked = entries.filter((entry) => entry.event === 'asked')
  const answered = new Set(
    entries.filter(({ event, what }) => event === 'acknowledged' && what === 'restock').map(({ key }) => key),
  )
  const left = new Map(
    asked.filter(({ what, key }) => what !== 'cancel' && !answered.has(key)).map((one) => [one.key, one]),
  ).values()
  const work = async () => {
    for (const { client: number, key, what, lines } of left) {
      const of = { client: number, key, lines }
      const repeat = () =>
        what === 'restock' ? client.restock({ ...of, ...lines[0]! }) : client.place(of, 'repeat')
      const deadline = performance.now() + NO_PROGRESS
      while ((await repeat()).event === 'unanswered') {
        if (performance.now() > deadline) throw new Error(`All faults are over, but ${key} gets no response.`)
        await sleep(100)
      }
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, work))
}

/** All pages of a list. */
async function readAll<T>(url: string, query = ''): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next = cursor && `&cursor=${encodeURIComponent(cursor)}`
    const { body } = await sendWithRetries('GET', `${url}?limit=100&${query}${next}`)
    const page = body as { items: T[]; nextCursor: string | null }
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return items
}

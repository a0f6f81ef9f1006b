import { call } from './api.ts'
import { addDot } from './history.ts'
import { markOf } from './marks.ts'
import { stock } from './products.ts'

/** Browsers open six connections to one host; one of them has the events of this page. */
const CONNECTIONS = 5
/** More than this is not sent: the browser could not keep up. */
const MAX_WAITING = 200
const TICK = 20 // ms

/** What the browser is to send, and what it is doing about it. */
export const load = { running: false, rate: 20, orders: false, waiting: 0, inFlight: 0, sent: 0, skipped: 0 }

let due = 0
let last = 0

export function startLoad(): void {
  setInterval(() => {
    const now = performance.now()
    // A browser calls back late in a tab that nobody sees: what it missed is not sent at once.
    due += load.running ? (Math.min(now - last, 250) * load.rate) / 1_000 : -due
    last = now
    if (!load.running) load.waiting = 0
    for (; due >= 1; due--) {
      if (load.waiting < MAX_WAITING) load.waiting++
      else load.skipped++
    }
    sendWaiting()
  }, TICK)
}

function sendWaiting(): void {
  while (load.running && load.waiting > 0 && load.inFlight < CONNECTIONS) {
    load.waiting--
    load.inFlight++
    load.sent++
    void sendOne().finally(() => {
      load.inFlight--
      sendWaiting()
    })
  }
}

async function sendOne(): Promise<void> {
  const service = load.orders ? 'orders' : 'catalog'
  const sku = random(load.orders ? stock.filter(({ available }) => available > 0) : stock)?.sku
  const result = load.orders
    ? await call('POST', '/api/orders', { lines: [{ sku: sku ?? 'none', quantity: 1 }] }, crypto.randomUUID())
    : await call('GET', sku ? `/api/products/${sku}` : '/api/products?limit=1')
  addDot({ service, mark: markOf(result), ms: result.ms, served: result.served }, result.retries)
}

const random = <T>(list: T[]): T | undefined => list[Math.floor(Math.random() * list.length)]

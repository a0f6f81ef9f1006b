import { setTimeout as sleep } from 'node:timers/promises'
import { type Outcome, send, stockUp } from '@slipway/e2e'

/** Requests that go on until they are told to stop, and what did not succeed of them. */
export interface Load {
  stop(): Promise<{ sent: number; failures: Outcome[] }>
}

/** One that timed out is sent once more, but no more than this share of all: a machine that starts containers is slow. */
const MOST_TIMEOUTS = 0.05

/** About 100 requests/s, reads and orders in turn; each may be repeated, and is where it timed out, but for nothing else. */
export async function startLoad(url: string): Promise<Load> {
  const sku = `load-${Date.now()}`
  for (let i = 0; i < 10; i++) await stockUp(url, sku, 1_000)
  let stopped = false
  let sent = 0
  let timeouts = 0
  const failures: Outcome[] = []
  const one = async (number: number) => {
    const request = () =>
      number % 2 === 0
        ? send('GET', `${url}/api/products/${sku}`)
        : send('POST', `${url}/api/orders`, { lines: [{ sku, quantity: 1 }] }, `${sku}-${number}`)
    let outcome = await request()
    if ('status' in outcome && outcome.status === 504 && ++timeouts <= MOST_TIMEOUTS * sent + 1)
      outcome = await request()
    if (!('status' in outcome) || outcome.status >= 400) failures.push(outcome)
  }
  const pacing = (async () => {
    const running = new Set<Promise<void>>()
    while (!stopped) {
      const request: Promise<void> = one(sent++).finally(() => running.delete(request))
      running.add(request)
      await sleep(10)
    }
    await Promise.all(running)
  })()
  return {
    async stop() {
      stopped = true
      await pacing
      return { sent, failures }
    },
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { type Outcome, send, stockUp } from '@slipway/e2e'

/** Requests that go on until they are told to stop, and what did not succeed of them. */
export interface Load {
  stop(): Promise<{ sent: number; failures: Outcome[] }>
}

/** About 100 requests/s, reads and orders in turn, each tried once. */
export async function startLoad(url: string): Promise<Load> {
  const sku = `load-${Date.now()}`
  for (let i = 0; i < 10; i++) await stockUp(url, sku, 1_000)
  let stopped = false
  let sent = 0
  const failures: Outcome[] = []
  const one = async (number: number) => {
    const outcome =
      number % 2 === 0
        ? await send('GET', `${url}/api/products/${sku}`)
        : await send('POST', `${url}/api/orders`, { lines: [{ sku, quantity: 1 }] }, `${sku}-${number}`)
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

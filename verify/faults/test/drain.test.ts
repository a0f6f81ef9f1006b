import { setTimeout as sleep } from 'node:timers/promises'
import { type Outcome, send, startSystem, stockUp } from '@slipway/testing'
import { expect, test } from 'vitest'

const WORKERS = 8
/** Five times the defaults: this tests the drain, not the speed of the machine. */
const TIMEOUTS = { CATALOG_TIMEOUT_MS: '2500', ORDERS_TIMEOUT_MS: '6000' }

/** Reads and orders without a pause until `stop()`, which returns the failures. */
function startClients(url: string): { stop(): Promise<{ sent: number; failures: Outcome[] }> } {
  let stopped = false
  let sent = 0
  const failures: Outcome[] = []
  const work = async (worker: number) => {
    for (let i = 0; !stopped; i++) {
      const outcome =
        i % 2 === 0
          ? await send('GET', `${url}/api/products/a`)
          : await send('POST', `${url}/api/orders`, { lines: [{ sku: 'a', quantity: 1 }] }, `${worker}-${i}`)
      sent++
      if (!('status' in outcome) || outcome.status >= 400) failures.push(outcome)
      if ('failed' in outcome) await sleep(10)
    }
  }
  const workers = Array.from({ length: WORKERS }, (_, worker) => work(worker))
  return {
    async stop() {
      stopped = true
      await Promise.all(workers)
      return { sent, failures }
    },
  }
}

test('SIGTERM of the gateway under load: every request that it received gets its response', async () => {
  await using system = await startSystem({ env: { ...TIMEOUTS, LOG_LEVEL: 'debug' } })
  for (let i = 0; i < 20; i++) await stockUp(system.url, 'a', 1_000)
  const clients = startClients(system.url)
  await sleep(500)
  const gateway = system.process('gateway-1')
  gateway.kill('SIGTERM')
  expect(await gateway.exited).toEqual({ code: 0, signal: null })
  const { sent, failures } = await clients.stop()
  // A connection may be refused, or reset before it is accepted: the process never received those requests.
  const received = failures.filter(
    (outcome) => !('failed' in outcome) || system.lines.some((line) => line.includes(outcome.requestId)),
  )
  expect(received).toEqual([])
  expect(sent - failures.length).toBeGreaterThan(50)
})

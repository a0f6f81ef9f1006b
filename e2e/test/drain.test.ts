import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { type Outcome, send, stockUp } from '../src/client.ts'
import { startSystem } from '../src/system.ts'

const WORKERS = 8
/** Five times the defaults: what a drain does is tested here, not how fast this machine is. */
const PATIENT = { CATALOG_TIMEOUT_MS: '2500', ORDERS_TIMEOUT_MS: '6000' }

/** Reads and orders without a pause until told to stop; answers with what did not succeed. */
function load(url: string): { stop(): Promise<{ sent: number; failures: Outcome[] }> } {
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

test('SIGTERM of the gateway under load answers every request that it began', async () => {
  using folder = temporaryFolder()
  await using system = await startSystem({ data: folder.path, env: { ...PATIENT, LOG_LEVEL: 'debug' } })
  for (let i = 0; i < 20; i++) await stockUp(system.url, 'a', 1_000)
  const traffic = load(system.url)
  await sleep(500)
  const gateway = system.process('gateway-1')
  gateway.kill('SIGTERM')
  expect(await gateway.exited).toEqual({ code: 0, signal: null })
  const { sent, failures } = await traffic.stop()
  // A connection may be refused, or reset while it still waits to be accepted: what the process never saw.
  const begun = failures.filter(
    (outcome) => !('failed' in outcome) || system.lines.some((line) => line.includes(outcome.requestId)),
  )
  expect(begun).toEqual([])
  expect(sent - failures.length).toBeGreaterThan(50)
})

import { setTimeout as sleep } from 'node:timers/promises'
import type { Order } from '@slipway/contracts'
import {
  expectNoFailures,
  type Kind,
  LOAD_STOCK,
  percentile,
  resultOf,
  type Sample,
  startLoad,
} from '@slipway/harness'
import { available, settledOrder } from '@slipway/testing'
import { expect, test } from 'vitest'
import { startRelayedSystem } from './relayed-system.ts'
import { RATE, report, statusOf } from './report.ts'

const CATALOGS = ['catalog-1', 'catalog-2']
const RECOVERY = 6_000 // ms

test('every catalog instance unavailable: errors at once, few attempts, and nothing is lost', {
  timeout: 120_000,
}, async (context) => {
  await using relayed = await startRelayedSystem()
  const { system, relays } = relayed
  const load = await startLoad(system.url, { rate: RATE, kinds: ['read', 'order', 'read-order'] })
  await sleep(2_000)

  for (const name of CATALOGS) system.process(name).kill('SIGKILL')
  await Promise.all(CATALOGS.map((name) => system.process(name).exited))
  const gone = performance.now()
  for (const relay of relays) relay.connections = 0
  await sleep(5_000)
  const attempts = relays.reduce((sum, { connections }) => sum + connections, 0)
  const meanwhile = load.samples.filter(({ at, ms }) => at >= gone && at + ms < performance.now())
  await Promise.all(CATALOGS.map(system.restart))
  const back = performance.now()
  await sleep(RECOVERY)

  const samples = await load.stop()
  const all: Order[] = []
  for (const { id } of ordersOf(samples)) all.push(await settledOrder(system.url, id))
  report('every catalog unavailable for 5 s', samples, gone)
  const of = (kind: Kind) => meanwhile.filter((sample) => sample.kind === kind)

  // Reads of products fail at once while the breaker is open (503). Before that, the relays accept connections and break
  // them off, and it is unknown whether the request was received (504).
  expect(new Set(of('read').map(statusOf))).toEqual(new Set([503, 504]))
  const open = of('read').filter(({ at }) => at > gone + 1_000)
  console.log(
    `reads fail in ${percentile(open, 0.5).toFixed(1)} ms, p99 ${percentile(open, 0.99).toFixed(1)} ms`,
  )
  expect(percentile(open, 0.95)).toBeLessThan(5 * 20)
  // Reads of orders do not need catalog, and new orders are accepted.
  expect(new Set(of('read-order').map(statusOf))).toEqual(new Set([200]))
  expect(
    of('order')
      .map(statusOf)
      .filter((code) => code !== 202 && code !== 503),
  ).toEqual([])
  // The open breakers let few attempts through: without them each request would be at least one.
  const requests = of('read').length + of('order').length
  console.log(`${attempts} attempts for ${requests} requests`)
  expect(attempts).toBeLessThan(requests / 2)
  // Every order that was acknowledged is settled, and the stock agrees.
  expect(new Set(all.map((order) => order.status))).toEqual(new Set(['confirmed']))
  expect(await available(system.url, load.sku)).toBe(LOAD_STOCK - 1 - all.length)
  const recovered = samples.filter(({ at }) => at > back + RECOVERY / 2)
  expectNoFailures(context, resultOf(recovered))
})

const ordersOf = (samples: Sample[]): Order[] =>
  samples.flatMap(({ kind, outcome }) =>
    kind === 'order' && 'status' in outcome && outcome.status < 300 ? [outcome.body as Order] : [],
  )
